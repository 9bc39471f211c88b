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
package io.mlbatch.camel.input;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.SimpleTypeConverter;
import org.junit.jupiter.api.Test;

import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.objects.ObjectMapping;

import static io.mlbatch.camel.input.Sources.read;
import static io.mlbatch.camel.input.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Bodies that other libraries make: trees of Jackson, buffers, and bodies that Camel converts to a stream. */
class LibraryBodiesTest {

    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final Map<String, Object> MAZDA = Map.of("hp", 110, "wt", 2.62);
    private static final Map<String, Object> DATSUN = Map.of("hp", 93, "wt", 2.32);

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    /** A buffer of another library, for which Camel has a converter. It has a getter like any object. */
    public static final class Buffer {
        public int getSize() {
            return 1;
        }
    }

    public static final class Car {
        public int getHp() {
            return 110;
        }
    }

    private static JsonNode tree(String json) throws IOException {
        return JACKSON.readTree(json);
    }

    @Test
    void tree_isReadLikeItsJson() throws IOException {
        String array = "[{\"hp\":110,\"wt\":2.62},{\"hp\":93,\"wt\":2.32}]";
        assertThat(read(source(tree(array)))).containsExactly(MAZDA, DATSUN);
        assertThat(read(source(tree("{\"hp\":110,\"wt\":2.62}")))).containsExactly(MAZDA);
        assertThat(read(source(tree("{\"hp\":[110,93],\"wt\":[2.62,2.32]}")))).containsExactly(MAZDA, DATSUN);
        assertThat(read(source(JsonNodeFactory.instance.textNode(array)))).containsExactly(MAZDA, DATSUN);
        assertThat(source(tree(array)).isRepeatable()).isTrue();
    }

    @Test
    void nestedTrees_areTheirValues() throws IOException {
        assertThat(read(source(List.of(tree("{\"hp\":110,\"wt\":2.62}"), DATSUN))))
                .containsExactly(MAZDA, DATSUN);
        assertThat(read(source(Map.of("hp", tree("110"), "wt", tree("2.62"))))).containsExactly(MAZDA);
        assertThat(read(source(Map.of("hp", tree("null"))))).containsExactly(Collections.singletonMap("hp", null));
    }

    @Test
    void objectWithinATree_keepsItsClass() throws IOException {
        JsonNode tree = JACKSON.createObjectNode()
                .putPOJO("date", new Date(0))
                .put("bytes", new byte[] {1, 2})
                .put("real", Double.NaN);
        assertThat(read(source(tree)))
                .containsExactly(Map.of("date", new Date(0), "bytes", "AQI=", "real", Double.NaN));
    }

    @Test
    void treeWithoutRecords_isRejected() {
        assertThatThrownBy(() -> source(tree("1")))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("the body holds no records")
                .hasMessageContaining("the number 1");
        assertThatThrownBy(() -> read(source(tree("[1]")))).hasMessageContaining("expected a map of inputs");
    }

    @Test
    void byteBuffer_isReadFromItsPositionEveryTime() throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap("xhp,wt\n110,2.62\n".getBytes(StandardCharsets.UTF_8));
        buffer.position(1);
        RecordSource source = source(buffer.asReadOnlyBuffer());

        assertThat(source.isRepeatable()).isTrue();
        assertThat(read(source)).containsExactly(Map.of("hp", "110", "wt", "2.62"));
        assertThat(read(source)).hasSize(1);
        assertThat(buffer.position()).isEqualTo(1);
    }

    @Test
    void bodyThatCamelConvertsToAStream_isReadAsText() throws IOException {
        exchange.getContext()
                .getTypeConverterRegistry()
                .addTypeConverter(
                        InputStream.class,
                        Buffer.class,
                        new SimpleTypeConverter(
                                false,
                                (type, from, value) -> new ByteArrayInputStream(
                                        "[{\"hp\":110,\"wt\":2.62}]".getBytes(StandardCharsets.UTF_8))));
        assertThat(read(converted(new Buffer()))).containsExactly(MAZDA);
    }

    @Test
    void objectWithoutAConverter_isARecordOfItsGetters() throws IOException {
        assertThat(read(converted(new Car()))).containsExactly(Map.of("hp", 110));
        assertThat(read(converted(new Buffer()))).containsExactly(Map.of("size", 1));
    }

    @Test
    void keyWithoutATextForm_isAnErrorThatNamesRecordAndClass() {
        assertThatThrownBy(() -> read(source(List.of(Map.of(new Car(), 1)))))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage("record 0: expected a text as the name of a value, got a " + Car.class.getName());
        assertThatThrownBy(() -> read(source(List.of(Collections.singletonMap(null, 1)))))
                .hasMessage("record 0: expected a text as the name of a value, got nothing");
    }

    private RecordSource converted(Object body) {
        TextHints hints = Sources.hints(RecordFormat.auto, null, null, StandardCharsets.UTF_8);
        return RecordSources.of(
                body, hints, ObjectMapping.byDefault(), other -> ConvertibleBodies.toStream(exchange, other));
    }
}
