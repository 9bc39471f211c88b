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
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.client.AuthenticationFailedException;
import io.mlbatch.client.ResultsMismatchException;
import io.mlbatch.protocol.BatchResponse;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.http.StubServer.BATCH;
import static io.mlbatch.testing.http.StubServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Responses of gateways, firewalls and broken servers while a batch runs: no batch is given up, forgotten or lost. */
class GatewayHiccupsTest extends MlbatchConsumerSupport {

    private static final String E1 = BATCH + "/e1";
    private static final List<Map<String, Integer>> TWO_RECORDS =
            List.of(Map.of("hp", 1, "wt", 2), Map.of("hp", 3, "wt", 4));

    static Stream<ResponseDefinitionBuilder> hiccups() {
        return Stream.of(
                page(408),
                page(425),
                page(429),
                aResponse().withStatus(302).withHeader("Location", "https://example.org/maintenance"),
                page(403),
                page(200),
                page(500),
                page(503),
                aResponse().withStatus(200),
                aResponse().withStatus(204),
                json("null"),
                json("\"busy\""),
                json("{\"error\":\"maintenance\"}"),
                json("{\"state\":\"Complete\",\"completedItemCount\":2,\"totalItemCount\":2,\"batchExecut"));
    }

    private static ResponseDefinitionBuilder page(int status) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "text/html")
                .withBody("<html><body>Be right back</body></html>");
    }

    /** Statuses that do not say that the execution has ended. */
    static Stream<String> oddStatuses() {
        return Stream.of(
                "{\"state\":\"Paused\",\"completedItemCount\":2,\"totalItemCount\":2}",
                "{\"state\":null,\"completedItemCount\":2,\"totalItemCount\":2}",
                "{\"state\":4,\"completedItemCount\":2,\"totalItemCount\":2}",
                "{\"state\":[\"Complete\"],\"totalItemCount\":2}",
                "{\"state\":\"InProgress\",\"completedItemCount\":\"many\",\"totalItemCount\":2}",
                "{\"state\":\"InProgress\",\"completedItemCount\":1.0,\"totalItemCount\":\"2\"}");
    }

    @ParameterizedTest
    @MethodSource("hiccups")
    void hiccupOfAGateway_doesNotEndAWait(ResponseDefinitionBuilder hiccup) {
        pollsGive("hiccup", hiccup, "again", hiccup);
        polled("again", completeOfTwo());

        assertThat(execute("")).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("oddStatuses")
    void statusThatIsNotKnownToBeTerminal_doesNotEndAWait(String odd) {
        pollsGive("odd", json(odd), "again", json(odd));
        polled("again", completeOfTwo());

        assertThat(execute("")).hasSize(2);
    }

    @Test
    void countsAsDecimalsAndTexts_areCounts() {
        server.answer(
                get(urlPathEqualTo(E1)),
                json("{\"state\":\"Complete\",\"completedItemCount\":2.0,\"totalItemCount\":\"2\","
                        + "\"batchExecutionResults\":[{\"success\":true},{\"success\":true}]}"));

        assertThat(execute("").totalItemCount()).isEqualTo(2);
    }

    @Test
    void refusedLogin_endsAWaitAtOnce() {
        server.answer(get(urlPathEqualTo(E1)), json("{}").withStatus(401));

        assertThatExceptionOfType(CamelExecutionException.class)
                .isThrownBy(() -> execute(""))
                .withCauseInstanceOf(AuthenticationFailedException.class);
        assertThat(fetched("e1")).isEqualTo(1);
    }

    @Test
    void pageThatStays_endsAWaitAfterSixtyPolls() {
        server.answer(get(urlPathEqualTo(E1)), page(403));

        assertThatExceptionOfType(CamelExecutionException.class).isThrownBy(() -> execute(""));
        assertThat(fetched("e1")).isEqualTo(60);
    }

    @Test
    void completeBatchWhoseResultsComeLater_isAwaited() {
        pollsGive("first", completeOf(2, ""), "second", completeOf(2, "{\"success\":true}"));
        polled("second", completeOfTwo());

        assertThat(execute("")).hasSize(2);
    }

    @Test
    void completeBatchWithoutAllResults_isAnErrorThatARouteCanCatch() {
        server.answer(get(urlPathEqualTo(E1)), completeOf(2, "{\"success\":true},null"));

        assertThatExceptionOfType(CamelExecutionException.class)
                .isThrownBy(() -> execute("&onTimeout=cancel&onStop=cancel"))
                .withCauseInstanceOf(ResultsMismatchException.class);
        assertThat(fetched("e1")).isEqualTo(5);
        assertThat(deleted("e1")).isZero();
    }

    @Test
    void completeBatchOfAnotherNumberOfRecordsThanWereSent_isAnError() {
        server.isAt("e1", "Complete", 3, 3);

        assertThatExceptionOfType(CamelExecutionException.class)
                .isThrownBy(() -> execute(""))
                .withCauseInstanceOf(ResultsMismatchException.class)
                .havingCause()
                .withMessageContaining("complete with 3 records, but 2 were sent");
        assertThat(deleted("e1")).isZero();
    }

    @ParameterizedTest
    @MethodSource("hiccups")
    void consumer_survivesHiccupsOfThePolls(ResponseDefinitionBuilder hiccup) throws Exception {
        server.holds("e1");
        server.answer(get(urlPathEqualTo(E1)), hiccup);

        consume("&exceptionHandler=#quiet");
        soon().until(() -> fetched("e1") >= 3);
        server.isAt("e1", "Complete", 2, 2);

        soon().until(() -> seen.size() == 1);
    }

    @ParameterizedTest
    @MethodSource("hiccups")
    void consumer_forgetsNothingWhenTheListIsNotOne(ResponseDefinitionBuilder hiccup) throws Exception {
        server.holds("e1");
        server.isAt("e1", "InProgress", 1, 2);

        consume("&exceptionHandler=#quiet");
        soon().until(() -> fetched("e1") >= 1);
        server.answer(get(urlPathEqualTo(BATCH)), hiccup);
        looks(2);
        int before = fetched("e1");
        looks(3);

        soon().until(() -> fetched("e1") > before);
        server.isAt("e1", "Complete", 2, 2);
        // the list that is back must not be needed to find the end
        soon().until(() -> fetched("e1") > before + 1);
        server.holds("e1");
        soon().until(() -> seen.size() == 1);
    }

    @Test
    void consumer_neitherEmitsNorDeletesABatchWithoutAllResults() throws Exception {
        Heard heard = new Heard();
        camel.getRegistry().bind("heard", heard);
        server.holds("e1");
        server.deletes("e1");
        server.answer(get(urlPathEqualTo(E1)), completeOf(2, "{\"success\":true}"));

        consume("&deleteOnCommit=true&exceptionHandler=#heard");
        soon().until(() -> fetched("e1") >= 6);

        assertThat(seen).isEmpty();
        assertThat(deleted("e1")).isZero();
        assertThat(heard.failures).isNotEmpty().allMatch(ResultsMismatchException.class::isInstance);
        server.isAt("e1", "Complete", 2, 2);
        soon().until(() -> deleted("e1") == 1);
        assertThat(seen).hasSize(1);
    }

    @Test
    void entriesThatAreNotExecutionIds_hideNoOther() throws Exception {
        server.answer(get(urlPathEqualTo(BATCH)), json("[\"\",\"..\",null,7,{\"id\":\"x\"},\"e1\",\"a/b\"]"));
        server.isAt("e1", "Complete", 1, 1);

        consume("");

        soon().until(() -> seen.size() == 1);
    }

    private void pollsGive(
            String first, ResponseDefinitionBuilder firstResponse, String second, ResponseDefinitionBuilder then) {
        server.http.stubFor(get(urlPathEqualTo(E1))
                .inScenario("polls")
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo(first)
                .willReturn(firstResponse));
        server.http.stubFor(get(urlPathEqualTo(E1))
                .inScenario("polls")
                .whenScenarioStateIs(first)
                .willSetStateTo(second)
                .willReturn(then));
    }

    private void polled(String state, ResponseDefinitionBuilder response) {
        server.http.stubFor(get(urlPathEqualTo(E1))
                .inScenario("polls")
                .whenScenarioStateIs(state)
                .willReturn(response));
    }

    private static ResponseDefinitionBuilder completeOfTwo() {
        return completeOf(2, "{\"success\":true},{\"success\":true}");
    }

    private static ResponseDefinitionBuilder completeOf(int total, String results) {
        return json("{\"state\":\"Complete\",\"completedItemCount\":" + total + ",\"totalItemCount\":" + total
                + ",\"batchExecutionResults\":[" + results + "]}");
    }

    private BatchResponse execute(String options) {
        server.accepts("e1");
        camel.start();
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            return template.requestBody(
                    "mlbatch:TxService/1.0?operation=execute&initialDelay=1&delay=1&maxDelay=5&serverUrl="
                            + server.url() + options,
                    TWO_RECORDS,
                    BatchResponse.class);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
