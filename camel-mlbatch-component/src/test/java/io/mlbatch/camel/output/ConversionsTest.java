/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.mlbatch.camel.output;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.transform.Source;

import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.StreamCache;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.json.ServiceDescriptionJson;
import io.mlbatch.testing.client.Samples;

import static org.assertj.core.api.Assertions.assertThat;

/** Conversions of responses by Camel's type converter. */
class ConversionsTest {

    private static final String RESULT = "{\"success\":true,\"errorMessage\":\"\",\"consoleOutput\":\"\","
            + "\"changedFiles\":[],\"outputParameters\":{\"score\":\"Inf\"}}";
    private static final String BATCH = "{\"state\":\"Complete\",\"completedItemCount\":1,\"totalItemCount\":1,"
            + "\"parallelCount\":10,\"batchExecutionResults\":[" + RESULT + "]}";

    private static final String CSV = "index,success,error,score\r\n0,TRUE,,Inf\r\n";

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final BatchResponse batch = batch();
    private final ServiceResponse result = batch.execution(0);

    private static BatchResponse batch() {
        ServiceResponse result = new ServiceResponse(
                0,
                true,
                "",
                "",
                Map.of("score", "Inf"),
                List.of(),
                List.of(new Parameter("score", ParameterType.NUMERIC)));
        return Samples.complete(List.of(result));
    }

    @BeforeEach
    void startCamel() {
        camel.disableJMX();
        camel.start();
    }

    @AfterEach
    void stopCamel() {
        camel.stop();
    }

    private <T> T convert(Object value, Class<T> type) throws NoTypeConversionAvailableException {
        return camel.getTypeConverter().mandatoryConvertTo(type, value);
    }

    private void assertText(Object value, String expected) throws Exception {
        assertThat(convert(value, String.class)).isEqualTo(expected);
        assertThat(convert(value, byte[].class))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(expected);
        assertThat(convert(value, InputStream.class).readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(expected);
    }

    @Test
    void batch_isTheJsonOfTheWire() throws Exception {
        assertText(batch, BATCH);
    }

    @Test
    void resultOfARecord_isTheJsonOfTheWire() throws Exception {
        assertText(result, RESULT);
    }

    @Test
    void descriptionOfAService_isTheJsonOfTheWire() throws Exception {
        ServiceDescription description = Samples.description();

        assertText(description, new String(ServiceDescriptionJson.write(List.of(description)), StandardCharsets.UTF_8));
        assertThat(ServiceDescriptionJson.read(convert(description, InputStream.class)))
                .containsExactly(description);
    }

    @Test
    void iteratorOfABatch_returnsRowsAndTheBatchResults() throws Exception {
        Iterator<?> rows = convert(batch, Iterator.class);

        assertThat(rows.next())
                .isEqualTo(Map.of("index", 0, "success", true, "error", "", "score", Double.POSITIVE_INFINITY));
        assertThat(rows.hasNext()).isFalse();
        assertThat(convert(batch, Iterable.class)).isSameAs(batch);
        assertThat(convert(batch, List.class)).isEqualTo(List.of(result));
    }

    @Test
    void csvOfABatch_isTextBytesAndAnUncachedStream() throws Exception {
        Csv csv = convert(batch, Csv.class);

        assertText(csv, CSV);
        assertThat(convert(csv, InputStream.class)).isInstanceOf(StreamCache.class);
    }

    /**
     * Camel uses a converter to a subtype for the type as well; a route that requests a stream must not receive CSV.
     */
    @Test
    void converterLookup_doesNotDependOnEarlierLookupsOfCsv() throws Exception {
        List<Class<?>> types = List.of(
                InputStream.class,
                FilterInputStream.class,
                BufferedInputStream.class,
                Reader.class,
                Closeable.class,
                StreamCache.class,
                Source.class,
                ByteBuffer.class);
        Map<Class<?>, String> before = found(types);

        for (Class<?> type : types) {
            camel.getTypeConverter().convertTo(type, convert(batch, Csv.class));
        }

        assertThat(found(types)).isEqualTo(before);
        assertThat(before.values()).doesNotContain(CSV).contains(BATCH);
    }

    @Test
    void converterLookupOfOtherTypes_returnsNoCsv() throws Exception {
        convert(batch, Csv.class);

        assertThat(found(List.of(Closeable.class, Reader.class, FilterInputStream.class)))
                .doesNotContainValue(CSV);
    }

    private Map<Class<?>, String> found(List<Class<?>> types) throws IOException {
        Map<Class<?>, String> texts = new LinkedHashMap<>();
        for (Class<?> type : types) {
            texts.put(type, found(type));
        }
        return texts;
    }

    private String found(Class<?> type) throws IOException {
        Object found = camel.getTypeConverter().convertTo(type, batch);
        return found instanceof InputStream stream
                ? new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                : String.valueOf(camel.getTypeConverter().convertTo(String.class, found));
    }

    @Test
    void resultOfARecord_isTheMapOfItsOutputs() throws Exception {
        assertThat(convert(result, Map.class)).isEqualTo(Map.of("score", Double.POSITIVE_INFINITY));
    }

    @Test
    void responses_areNotStreamCaches() throws IOException {
        for (Object response : List.of(batch, result, Samples.description(), new Csv(batch))) {
            assertThat(camel.getTypeConverter().convertTo(StreamCache.class, response))
                    .isNull();
            assertThat(camel.getStreamCachingStrategy().cache(response)).isNull();
        }
    }
}
