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

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.UnknownOutcomeException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.testing.http.ScriptedServer;
import io.mlbatch.testing.http.ScriptedServer.Request;
import io.mlbatch.testing.http.ScriptedServer.Response;

import static io.mlbatch.testing.http.ScriptedServer.BATCH;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Routes with the URLs of several servers, of which the first does not respond. */
@Timeout(120)
class ServerListTest extends MlbatchConsumerSupport {

    private static final Response BUSY = json(503, "{\"message\":\"draining\"}").with("Retry-After", "0");
    private static final Function<Request, Response> ACCEPTS = request ->
            json(202, "{\"batchExecutionId\":\"e1\"}").with("Idempotency-Key", request.header("Idempotency-Key"));

    @RegisterExtension
    final ScriptedServer second = new ScriptedServer();

    private String both;

    @BeforeEach
    void listBoth() {
        both = "mlbatch:TxService/1.0?initialDelay=1&delay=1&maxDelay=5&serverUrl=" + server.url() + "," + second.url();
    }

    private void refuseConnections() {
        server.stop();
    }

    @Test
    void calls_goToTheServerThatResponds() {
        refuseConnections();
        second.accepts("e1").isAt("e1", "Complete", 2, 2).deletes("e1").hasFile("e1", 0, "a.csv", "1");

        Object results = succeeded(request(both + "&operation=execute", TWO_RECORDS, Map.of()))
                .getBody();
        String file = succeeded(request(both + "&operation=artifact", null, file("e1", 0, "a.csv")))
                .getBody(String.class);
        succeeded(request(both + "&operation=cancel", null, execution("e1")));

        assertThat(((BatchResponse) results).completedItemCount()).isEqualTo(2);
        assertThat(file).isEqualTo("1");
        assertThat(second.deleted("e1")).isEqualTo(1);
    }

    @Test
    void serverThatResponded_isAskedFirstNextTime() {
        server.get(BATCH, BUSY);
        second.holds("e1");

        IntStream.range(0, 5).forEach(call -> succeeded(request(both + "&operation=list", null, Map.of())));

        assertThat(server.listed()).isEqualTo(1);
        assertThat(second.listed()).isEqualTo(5);
    }

    /** The records are more than the client checks before it sends the first of them. */
    @ParameterizedTest
    @CsvSource({"true, true", "false, true", "false, false", "true, false"})
    void streamedUpload_continuesIfItCanBeSentAgain(boolean refused, boolean replayable) {
        List<Map<String, Object>> records = Collections.nCopies(50_000, Map.of("hp", 1, "wt", 2));
        second.accepts("e1");
        server.post(BATCH, BUSY);
        // the description is known: the upload is the first call that the server refuses
        succeeded(request(both + "&operation=capabilities", null, Map.of()));
        if (refused) {
            refuseConnections();
        }

        var exchange = request(both, replayable ? records : records.iterator(), Map.of());

        if (refused || replayable) {
            succeeded(exchange);
            assertThat(second.starts().get(0).body().split("\\{")).hasSize(50_001);
        } else {
            assertThat(exchange.getException())
                    .isInstanceOf(ServerUnavailableException.class)
                    .hasMessageContaining("draining")
                    .hasMessageEndingWith("the body can be read only once");
            assertThat(second.starts()).isEmpty();
        }
    }

    @Test
    void lostStart_continuesOnlyWithAKeyThatTheServersAcknowledge() {
        server.on("POST", BATCH, List.of(request -> Response.BROKEN_CONNECTION));
        second.on("POST", BATCH, List.of(ACCEPTS, request -> Response.BROKEN_CONNECTION));

        assertThat(request(both, ONE_RECORD, Map.of()).getException()).isInstanceOf(UnknownOutcomeException.class);
        assertThat(second.starts()).isEmpty();

        succeeded(request(both, ONE_RECORD, Map.of()));
        server.on("POST", BATCH, List.of(ACCEPTS));
        succeeded(request(both, ONE_RECORD, Map.of()));

        String key = second.starts().get(1).header("Idempotency-Key");
        assertThat(server.starts()).hasSize(2);
        assertThat(server.starts().get(1).header("Idempotency-Key")).isEqualTo(key);
    }

    /** The responses of Vert.x, Quarkus and Spring Boot while a host starts or ends. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body><h1>Resource not found</h1></body></html>",
                "",
                "{\"status\":404,\"error\":\"Not Found\"}"
            })
    void startAtAServerWithoutTheApi_goesToTheNext(String page) {
        server.post(BATCH, json(404, page));
        second.accepts("e1");

        succeeded(request(both, ONE_RECORD, Map.of()));

        assertThat(server.starts()).hasSize(1);
        assertThat(second.starts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 429})
    void error_namesTheServerIfThereAreSeveral(int status) {
        server.get(BATCH, json(status, "{\"message\":\"no\"}"));
        String error = ": HTTP " + status + ": no"
                + (status == 401 ? " (no token was sent: set username and password, or accessToken)" : "");

        assertThat(request(both + "&operation=list", null, Map.of()).getException())
                .hasMessage("list TxService/1.0 at " + server.url() + error);
        assertThat(request("mlbatch:TxService/1.0?operation=list&serverUrl=" + server.url(), null, Map.of())
                        .getException())
                .hasMessage("list TxService/1.0" + error);
    }

    @Test
    void tokenOfOneServer_isSentToTheOtherAndNowhereElse() {
        ScriptedServer stranger = new ScriptedServer().start();
        Function<Request, Response> login = request -> json("{\"access_token\":\"t1\",\"expires_in\":3600}");
        server.on("POST", "/login", List.of(login)).get(BATCH, json("[]"), BUSY);
        second.get(BATCH, json(307, "{}").with("Location", stranger.url() + BATCH));
        String uri = both + "&operation=list&username=ada&password=s3cret";

        succeeded(request(uri, null, Map.of()));
        assertThat(request(uri, null, Map.of()).getException()).isInstanceOf(RequestRejectedException.class);

        assertThat(second.requests()).singleElement().satisfies(call -> assertThat(call.header("Authorization"))
                .isEqualTo("Bearer t1"));
        assertThat(stranger.requests()).isEmpty();
        stranger.stop();
    }

    /** The first server holds a poll, as its responses show that it does, and is killed meanwhile. */
    @Test
    void longPollWhoseServerIsKilled_continuesOnTheOther() throws Exception {
        Response running = ScriptedServer.status("InProgress", 0, 1, "null").with("Preference-Applied", "wait");
        server.accepts("e1").poll("e1", running, Response.HANGS);
        second.isAt("e1", "Complete", 1, 1);

        var result = template.asyncSend(
                both.replace("&delay=1&maxDelay=5", "&delay=100&maxDelay=200") + "&operation=execute",
                exchange -> exchange.getMessage().setBody(ONE_RECORD));
        soon().until(() -> server.requests("GET", BATCH + "/e1").size() == 1);
        refuseConnections();

        assertThat(succeeded(result.get()).getBody(BatchResponse.class).completedItemCount())
                .isEqualTo(1);
        assertThat(second.polled("e1")).isPositive();
    }

    @Test
    void consumerWhoseServerStops_emitsEachExecutionOnce() throws Exception {
        server.completed("e1");
        second.completed("e1", "e2");
        route(route -> route.from(both + "&exceptionHandler=#failures")
                .routeId("r1")
                .process(exchange -> seen.add(Seen.of(exchange))));
        soon().until(() -> seen.size() == 1);

        refuseConnections();

        soon().until(() -> seen.size() == 2);
        assertThat(seen).extracting(Seen::id).containsExactly("e1", "e2");
    }

    @Test
    void listThatBreaksOff_isReadFromTheOtherServerWithoutAnError() throws Exception {
        server.get(BATCH, Response.BROKEN_CONNECTION);
        second.completed("e1");

        route(route -> route.from(both + "&exceptionHandler=#failures")
                .routeId("r1")
                .process(exchange -> seen.add(Seen.of(exchange))));

        soon().until(() -> seen.size() == 1);
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%1$s,%2$s", "%2$s/, %1$s"})
    void keysOfARepository_areTheSameInAnyOrderOfTheList(String order) throws Exception {
        String first = server.url().compareTo(second.url()) < 0 ? server.url() : second.url();
        MemoryIdempotentRepository repository = repository("r1");
        server.completed("e1");
        second.completed("e1");
        String servers = String.format(order, server.url(), second.url());

        route(route -> route.from(
                        "mlbatch:TxService/1.0?initialDelay=1&delay=5&idempotentRepository=#repository&serverUrl="
                                + servers)
                .routeId("r1")
                .to("mock:emitted"));

        soon().until(() -> repository.contains("r1|" + first + "|TxService/1.0|e1"));
    }

    @Test
    void healthCheckOfAList_isUpWhileOneServerIs() throws Exception {
        refuseConnections();
        second.get("/status", json("{\"statusCode\":\"pass\"}"));
        var checks = HealthCheckHelper.getHealthCheckRepository(camel, "producers");
        checks.setEnabled(true);
        route(route -> route.from("direct:in").to(both));

        HealthCheck check = checks.stream().findFirst().orElseThrow();

        assertThat(check.getId())
                .isEqualTo(("producer:mlbatch-" + server.url() + "," + second.url()).replace("http://", ""));
        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);
        second.stop();
        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.DOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a,,http://b",
                "http://a,",
                "http://a,b:12800",
                "http://a,http://b?x=1",
                "http://a,http://u:s3,cret@b",
                "http://u:s3/cret@b",
                "u:s3cret@b",
                "http://u%3As3%40b",
                "http://a?token=s3",
                "http://a b",
                "http://a_b",
                "http://a:65536",
                " ",
                ","
            })
    void listWithAnotherElement_isAnErrorWithoutSecrets(String servers) {
        MlbatchConfiguration configuration = new MlbatchConfiguration();
        configuration.setServerUrl(servers);

        assertThatThrownBy(configuration::serverSettings)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("serverUrl must")
                .hasMessageNotContaining("s3");
    }
}
