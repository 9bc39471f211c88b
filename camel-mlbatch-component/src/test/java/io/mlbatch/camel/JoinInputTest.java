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

import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.FailedToCreateProducerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;

import static io.mlbatch.testing.http.ScriptedServer.SERVICE;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The options joinInput and invalidRecords where they cannot be used, and after a redelivery. */
class JoinInputTest extends MlbatchTestSupport {

    private static final List<Map<String, Object>> WITH_AN_INVALID_RECORD =
            List.of(Map.of("hp", 1, "wt", 2), Map.of("hp", 1), Map.of("hp", 3, "wt", 4));

    @Test
    void startWithInvalidRecordsFail_isRejectedAtTheStartOfTheEndpointAndPerExchange() {
        server.accepts("e1");

        assertThatExceptionOfType(FailedToCreateProducerException.class)
                .isThrownBy(() -> send("&invalidRecords=fail", TWO_RECORDS, Map.of()))
                .withMessageContaining("invalidRecords=fail cannot be combined with operation=start");
        fail("&operation=execute&invalidRecords=fail", TWO_RECORDS, Map.of(MlbatchConstants.OPERATION, "start"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the option invalidRecords=fail needs the operation execute");
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&emit=item"})
    void consumerOfAServerWithoutInputRecords_doesNotStart(String options) {
        server.get(SERVICE + "/swagger.json", json("{\"paths\":{}}"));

        assertThatExceptionOfType(MlbatchException.class)
                .isThrownBy(() -> route(
                        routes -> routes.from(uri("&joinInput=true" + options)).to("mock:out")))
                .withMessageContaining("joinInput needs a server that returns input records");
    }

    @Test
    void producerThatReadsResultsOfAServerWithoutInputRecords_doesNotStart() {
        server.get(SERVICE + "/swagger.json", json(404, "{}"));

        assertThatExceptionOfType(FailedToCreateProducerException.class)
                .isThrownBy(() -> send("&joinInput=true&operation=await", null, execution("e1")))
                .withMessageContaining("joinInput needs a server that returns input records");
    }

    @Test
    void redeliveredExecute_keepsInputAndRejectedRecords() throws Exception {
        server.accepts("e1")
                .get(
                        SERVICE + "/batch/e1",
                        json("{\"state\":\"InProgress\",\"completedItemCount\":1,\"totalItemCount\":2}"),
                        json("{\"state\":\"Complete\",\"completedItemCount\":2,\"totalItemCount\":2,"
                                + "\"batchExecutionResults\":[{\"success\":true},{\"success\":true}]}"));

        Exchange exchange = run(WITH_AN_INVALID_RECORD, Map.of(), routes -> routes.from("direct:in")
                .errorHandler(
                        routes.defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(0))
                .to(uri("&operation=execute&joinInput=true&invalidRecords=fail&maxAttempts=1")));

        assertThat(succeeded(exchange).getBody(BatchResponse.class))
                .extracting(ServiceResponse::success)
                .containsExactly(true, false, true);
        assertThat(exchange.getMessage().getBody(BatchResponse.class))
                .extracting(ServiceResponse::input)
                .containsExactlyElementsOf(WITH_AN_INVALID_RECORD);
        assertThat(server.requests())
                .filteredOn(request -> request.method().equals("POST"))
                .hasSize(1);
    }
}
