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
package io.mlbatch.camel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.client.OutputTypeException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.testing.http.ScriptedServer;

import static io.mlbatch.testing.http.ScriptedServer.result;
import static io.mlbatch.testing.http.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OutputTypeTest extends MlbatchConsumerSupport {

    private static final String FAILED = "{\"success\":false,\"errorMessage\":\"no model\",\"outputParameters\":{}}";
    private static final String TYPE = "&outputType=" + Prediction.class.getName();

    public record Prediction(@JsonProperty("am_Pred") double manual) {}

    public abstract static class Abstract {}

    public static class NoConstructor {
        public NoConstructor(int hp, String model) {}
    }

    private void completes(String... results) {
        server.accepts("e1")
                .holds("e1")
                .poll("e1", status("Complete", results.length, results.length, "[" + String.join(",", results) + "]"));
    }

    @Test
    void consumedRecord_isAnObject() {
        server.post(ScriptedServer.SERVICE, ScriptedServer.json(result(0.5)));
        Message message = succeed("&operation=consume" + TYPE, ONE_RECORD);
        assertThat(message.getBody()).isEqualTo(new Prediction(0.5));
        assertThat(message.getHeader(MlbatchConstants.SUCCESS)).isEqualTo(true);
        assertThat(message.getHeader(Exchange.CONTENT_TYPE)).isNull();
    }

    @Test
    void executedBatch_isAnIterableOfObjectsAndFailedResults(@TempDir Path folder) {
        // the caller reads the results after the exchange
        spoolTo(folder);
        completes(result(0.5), FAILED, result(0.7));
        Message message = succeed("&operation=execute" + TYPE, Collections.nCopies(3, Map.of("hp", 1, "wt", 2)));
        assertThat(message.getBody()).isNotInstanceOf(BatchResponse.class);
        List<Object> objects = new ArrayList<>();
        message.getBody(Iterable.class).forEach(objects::add);
        assertThat(objects.get(0)).isEqualTo(new Prediction(0.5));
        assertThat(objects.get(1)).isInstanceOfSatisfying(ServiceResponse.class, failed -> {
            assertThat(failed.index()).isEqualTo(1);
            assertThat(failed.error()).isEqualTo("no model");
        });
        assertThat(objects.get(2)).isEqualTo(new Prediction(0.7));
        assertThat(message.getHeader(MlbatchConstants.COMPLETED_ITEM_COUNT)).isEqualTo(3);
    }

    @Test
    void emittedItems_areObjectsAndFailedResults() throws Exception {
        completes(result(0.5), FAILED);
        camel.getRegistry().bind("prediction", new Prediction(0));
        List<Object> bodies = new ArrayList<>();
        consume("r1", "&emit=item&outputType=#bean:prediction", exchange -> {
            bodies.add(exchange.getMessage().getBody());
            seen.add(Seen.of(exchange));
        });
        awaitExactly(2, 3);
        assertThat(bodies.get(0)).isEqualTo(new Prediction(0.5));
        assertThat(bodies.get(1)).isInstanceOf(ServiceResponse.class);
        assertThat(headers(MlbatchConstants.INDEX)).containsExactly(0, 1);
        assertThat(headers(MlbatchConstants.SUCCESS)).containsExactly(true, false);
    }

    @Test
    void outputOfAnotherType_isAnErrorWithTheRecord() throws Exception {
        completes(result(0.5), result("\"many\""));
        consume("r1", "&emit=item&exceptionHandler=#failures" + TYPE, exchange -> seen.add(Seen.of(exchange)));
        soon().until(() -> !failures.isEmpty());
        assertThat(failures.peek())
                .isInstanceOf(OutputTypeException.class)
                .hasMessageStartingWith("results TxService/1.0, execution e1: record 1: property 'am_Pred' of "
                        + Prediction.class.getName());
        assertThat(headers(MlbatchConstants.INDEX)).first().isEqualTo(0);
    }

    @ParameterizedTest
    @CsvSource({
        "com.acme.Unknown, the class 'com.acme.Unknown' is not on the class path",
        "io.mlbatch.protocol.ServiceResponse, 'it is a response, whose properties are not the outputs'",
        "io.mlbatch.camel.OutputTypeTest$Abstract, it is abstract",
        "io.mlbatch.camel.OutputTypeTest$NoConstructor, it has neither a default constructor",
        "java.lang.String, it is not a class of objects with properties"
    })
    void unusableClass_isAnErrorAtTheStart(String type, String reason) {
        assertThatThrownBy(() -> route(routes -> routes.from("direct:in").to(uri("&outputType=" + type))))
                .hasStackTraceContaining(reason);
        assertThatThrownBy(() -> route(routes -> routes.from(uri(TYPE)).to("mock:out")))
                .hasStackTraceContaining("outputType of a consumer needs emit=item");
    }

    @Test
    void convertBodyTo_givesObjectsTreesAndTheFormerTypes() throws Exception {
        server.post(ScriptedServer.SERVICE, ScriptedServer.json(result(0.5)), ScriptedServer.json(FAILED));
        ServiceResponse result = succeed("&operation=consume", ONE_RECORD).getBody(ServiceResponse.class);
        var converter = camel.getTypeConverter();
        assertThat(converter.mandatoryConvertTo(Prediction.class, result)).isEqualTo(new Prediction(0.5));
        assertThat(converter.mandatoryConvertTo(Prediction[].class, result)).containsExactly(new Prediction(0.5));
        assertThat(converter.mandatoryConvertTo(JsonNode.class, result).at("/outputParameters/answer/am_Pred/0"))
                .hasToString("0.5");
        assertThat(converter.mandatoryConvertTo(Map.class, result)).containsOnlyKeys("answer");
        assertThat(converter.mandatoryConvertTo(String.class, result)).startsWith("{\"success\":true");
        assertThat(converter.convertTo(Integer.class, result)).isNull();

        ServiceResponse failed = succeed("&operation=consume", ONE_RECORD).getBody(ServiceResponse.class);
        assertThatThrownBy(() -> converter.mandatoryConvertTo(Prediction.class, failed))
                .isInstanceOf(TypeConversionException.class)
                .hasStackTraceContaining("record 0 has no outputs, because it failed: no model");

        completes(result(0.5));
        BatchResponse batch = succeed("&operation=execute", ONE_RECORD).getBody(BatchResponse.class);
        assertThat(converter.mandatoryConvertTo(JsonNode.class, batch).get("state"))
                .hasToString("\"Complete\"");
    }

    @Test
    void jsonDataFormat_writesAndReadsTheWire() throws Exception {
        completes(result(0.5), FAILED);
        Message message = succeeded(run(TWO_RECORDS, Map.of(), routes -> routes.from("direct:in")
                .to(uri("&operation=execute"))
                .marshal()
                .json()
                .process(exchange ->
                        exchange.setProperty("wire", exchange.getMessage().getBody(String.class)))
                .unmarshal()
                .json(BatchResponse.class)));
        BatchResponse read = message.getBody(BatchResponse.class);
        assertThat(message.getExchange().getProperty("wire", String.class))
                .startsWith("{\"state\":\"Complete\",\"completedItemCount\":2,\"totalItemCount\":2");
        assertThat(read.as(Prediction.class)).containsExactly(new Prediction(0.5), null);
        assertThat(read.execution(1).error()).isEqualTo("no model");
    }
}
