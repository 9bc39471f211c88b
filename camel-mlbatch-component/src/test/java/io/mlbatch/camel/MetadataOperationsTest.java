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
import org.junit.jupiter.api.Test;

import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.client.UnknownOutcomeException;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceResponse;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.http.Fault.CONNECTION_RESET_BY_PEER;
import static io.mlbatch.testing.http.StubServer.json;
import static org.assertj.core.api.Assertions.assertThat;

/** The operations capabilities, consume and swagger. */
class MetadataOperationsTest extends MlbatchProducerSupport {

    private static final String SERVICE = "/api/TxService/1.0";

    @Test
    void capabilities_returnsTheServiceDescription() {
        Exchange exchange = send("&operation=capabilities", null, Map.of("other", "stays"));

        assertThat(exchange.getMessage().getBody(ServiceDescription.class).inputs())
                .containsExactly(
                        new Parameter("hp", ParameterType.NUMERIC), new Parameter("wt", ParameterType.NUMERIC));
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("other", Exchange.CONTENT_TYPE);
    }

    @Test
    void consume_returnsTheResultOfOneRecordWithItsFiles() {
        server.answer(
                post(urlPathEqualTo(SERVICE)),
                json("{\"success\":true,\"outputParameters\":{\"answer\":{\"am_Pred\":[0.5]}},"
                        + "\"outputFiles\":{\"answer.csv\":\"YSxiCg==\"}}"));

        Exchange exchange = send(
                "&operation=consume",
                Map.of("wt", "2.62", "hp", 110, "model", "Mazda RX4"),
                Map.of(MlbatchConstants.ERROR_MESSAGE, "of the step before"));

        ServiceResponse result = exchange.getMessage().getBody(ServiceResponse.class);
        assertThat(result.output("answer")).isEqualTo(Map.of("am_Pred", List.of(0.5)));
        assertThat(result.outputFiles().get("answer.csv")).asString().isEqualTo("a,b\n");
        assertThat(exchange.getMessage().getHeader(MlbatchConstants.SUCCESS)).isEqualTo(true);
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(MlbatchConstants.ERROR_MESSAGE);
        server.http.verify(
                postRequestedFor(urlPathEqualTo(SERVICE)).withRequestBody(equalTo("{\"hp\":110,\"wt\":2.62}")));
    }

    @Test
    void consumeThatFailsInTheService_returnsAFailedResult() {
        server.answer(
                post(urlPathEqualTo(SERVICE)),
                json("{\"success\":false,\"errorMessage\":\"hp must not be negative\"}"));

        Exchange exchange = send("&operation=consume", Map.of("wt", 1, "hp", -1), Map.of());

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(MlbatchConstants.SUCCESS)).isEqualTo(false);
        assertThat(exchange.getMessage().getHeader(MlbatchConstants.ERROR_MESSAGE))
                .isEqualTo("hp must not be negative");
    }

    @Test
    void consume_acceptsOneRecordAsTextAndRejectsMore() {
        server.answer(post(urlPathEqualTo(SERVICE)), json("{\"success\":true}"));

        assertThat(send("&operation=consume", "hp,wt\n110,2.62\n", Map.of()).getException())
                .isNull();
        assertThat(send("&operation=consume", "hp,wt\n110,2.62\n93,2.32\n", Map.of())
                        .getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("consume TxService/1.0: expected one record, got more");
        server.http.verify(1, postRequestedFor(urlPathEqualTo(SERVICE)));
    }

    @Test
    void lostResponseToConsume_isAnUnknownOutcomeAndIsNotRetried() {
        server.answer(post(urlPathEqualTo(SERVICE)), aResponse().withFault(CONNECTION_RESET_BY_PEER));

        Exchange exchange = send("&operation=consume", Map.of("wt", 1, "hp", 1), Map.of());

        assertThat(exchange.getException())
                .isInstanceOf(UnknownOutcomeException.class)
                .hasMessageContaining("consume TxService/1.0: unknown whether the service has run: ");
        server.http.verify(1, postRequestedFor(urlPathEqualTo(SERVICE)));
    }

    @Test
    void rejectedConsume_hasTheServersMessage() {
        server.answer(
                post(urlPathEqualTo(SERVICE)), json("{\"message\":\"hp?\"}").withStatus(400));

        assertThat(send("&operation=consume", Map.of("wt", 1, "hp", 1), Map.of())
                        .getException())
                .isInstanceOf(RequestRejectedException.class)
                .hasMessage("consume TxService/1.0: HTTP 400: hp?");
    }

    @Test
    void swagger_returnsJsonTextWithItsContentType() {
        server.answer(get(urlPathEqualTo(SERVICE + "/swagger.json")), json("{\"swagger\":\"2.0\"}"));

        Exchange exchange = send("&operation=swagger", null, Map.of());

        assertThat(exchange.getMessage().getBody()).isEqualTo("{\"swagger\":\"2.0\"}");
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
    }

    @Test
    void swaggerOfAMissingService_isNotFound() {
        assertThat(send("&operation=swagger", null, Map.of()).getException())
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("swagger TxService/1.0: HTTP 404");
    }
}
