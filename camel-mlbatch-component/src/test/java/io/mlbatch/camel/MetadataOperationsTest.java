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
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;

import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.client.UnknownOutcomeException;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.testing.http.ScriptedServer.Request;
import io.mlbatch.testing.http.ScriptedServer.Response;

import static io.mlbatch.testing.http.ScriptedServer.SERVICE;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

/** The operations capabilities, consume and swagger. */
class MetadataOperationsTest extends MlbatchTestSupport {

    private static final Map<String, Object> RECORD = Map.of("wt", 1, "hp", 1);

    @Test
    void capabilities_returnsTheServiceDescription() {
        Message message = succeed("&operation=capabilities", null, Map.of("other", "stays"));

        assertThat(message.getBody(ServiceDescription.class).inputs())
                .containsExactly(
                        new Parameter("hp", ParameterType.NUMERIC), new Parameter("wt", ParameterType.NUMERIC));
        assertThat(message.getHeaders()).containsOnlyKeys("other", Exchange.CONTENT_TYPE);
    }

    @Test
    void consume_returnsTheResultOfOneRecordWithItsFiles() {
        server.post(
                SERVICE,
                json("{\"success\":true,\"outputParameters\":{\"answer\":{\"am_Pred\":[0.5]}},"
                        + "\"outputFiles\":{\"answer.csv\":\"YSxiCg==\"}}"));

        Message message = succeed(
                "&operation=consume",
                Map.of("wt", "2.62", "hp", 110, "model", "Mazda RX4"),
                Map.of(MlbatchConstants.ERROR_MESSAGE, "of the step before"));

        ServiceResponse result = message.getBody(ServiceResponse.class);
        assertThat(result.output("answer")).isEqualTo(Map.of("am_Pred", List.of(0.5)));
        assertThat(result.outputFiles().get("answer.csv")).asString().isEqualTo("a,b\n");
        assertThat(message.getHeaders())
                .containsEntry(MlbatchConstants.SUCCESS, true)
                .doesNotContainKey(MlbatchConstants.ERROR_MESSAGE);
        assertThat(server.requests("POST", SERVICE))
                .extracting(Request::body)
                .containsExactly("{\"hp\":110,\"wt\":2.62}");
    }

    @Test
    void consumeThatFailsInTheService_returnsAFailedResult() {
        server.post(SERVICE, json("{\"success\":false,\"errorMessage\":\"hp must not be negative\"}"));

        assertThat(succeed("&operation=consume", RECORD).getHeaders())
                .containsEntry(MlbatchConstants.SUCCESS, false)
                .containsEntry(MlbatchConstants.ERROR_MESSAGE, "hp must not be negative");
    }

    @Test
    void consume_acceptsOneRecordAsTextAndRejectsMore() {
        server.post(SERVICE, json("{\"success\":true}"));

        succeed("&operation=consume", "hp,wt\n110,2.62\n");
        fail("&operation=consume", "hp,wt\n110,2.62\n93,2.32\n")
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("consume TxService/1.0: expected one record, got more");
        assertThat(server.requests("POST", SERVICE)).hasSize(1);
    }

    @Test
    void lostResponseToConsume_isAnUnknownOutcomeAndIsNotRetried() {
        server.post(SERVICE, Response.BROKEN_CONNECTION);

        fail("&operation=consume", RECORD)
                .isInstanceOf(UnknownOutcomeException.class)
                .hasMessageContaining("consume TxService/1.0: unknown whether the service has run: ");
        assertThat(server.requests("POST", SERVICE)).hasSize(1);
    }

    @Test
    void rejectedConsume_hasTheServersMessage() {
        server.post(SERVICE, json(400, "{\"message\":\"hp?\"}"));

        fail("&operation=consume", RECORD)
                .isInstanceOf(RequestRejectedException.class)
                .hasMessage("consume TxService/1.0: HTTP 400: hp?");
    }

    @Test
    void swagger_returnsJsonTextWithItsContentType() {
        server.get(SERVICE + "/swagger.json", json("{\"swagger\":\"2.0\"}"));

        Message message = succeed("&operation=swagger", null);

        assertThat(message.getBody()).isEqualTo("{\"swagger\":\"2.0\"}");
        assertThat(message.getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
    }

    @Test
    void swaggerOfAMissingService_isNotFound() {
        fail("&operation=swagger", null)
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("swagger TxService/1.0: HTTP 404");
    }
}
