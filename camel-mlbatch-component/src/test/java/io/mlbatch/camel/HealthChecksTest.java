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
import java.util.Optional;

import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.testing.http.ScriptedServer.Response;

import static io.mlbatch.testing.http.ScriptedServer.BATCH;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

/** Health checks of consumers and producers in a context. */
class HealthChecksTest extends MlbatchConsumerSupport {

    /** Camel's own check of consumers, with a consumer of this component. */
    @Nested
    class Consumers {

        @BeforeEach
        void enable() {
            // without the full level, a check that is up has no details
            HealthCheckRegistry.get(camel).setExposureLevel("full");
            HealthCheckHelper.getHealthCheckRepository(camel, "consumers").setEnabled(true);
        }

        private Result result() {
            return check().orElseThrow();
        }

        private Optional<Result> check() {
            return HealthCheckHelper.invokeReadiness(camel).stream()
                    .filter(result -> result.getCheck().getId().equals("consumer:batches"))
                    .findFirst();
        }

        private void becomes(State state) {
            soon().until(() -> result().getState() == state);
        }

        @Test
        void consumerBeforeItsFirstPoll_isNotReady() throws Exception {
            route(route -> route.from("mlbatch:TxService/1.0?initialDelay=1h&serverUrl=" + server.url())
                    .routeId("batches")
                    .to("mock:batches"));

            assertThat(result().getState()).isEqualTo(State.DOWN);
            assertThat(result().getMessage().orElseThrow()).startsWith("Consumer has not yet polled");
        }

        @Test
        void failingList_isDownUntilItSucceeds() throws Exception {
            server.holds();
            consume("batches", "&accessToken=t0ken&exceptionHandler=#failures", exchange -> {});
            becomes(State.UP);

            server.get(BATCH, json(500, "{\"message\":\"out of shells\"}"));
            becomes(State.DOWN);
            Result down = result();
            assertThat(down.getError().orElseThrow()).hasMessage("list TxService/1.0: HTTP 500: out of shells");
            assertThat(down.getDetails())
                    .containsKey(HealthCheck.FAILURE_ERROR_COUNT)
                    .containsEntry(HealthCheck.HTTP_RESPONSE_CODE, 500);
            assertThat(down.getMessage() + down.getDetails().toString() + down.getError())
                    .doesNotContain("t0ken");

            server.holds();
            becomes(State.UP);
            assertThat(result().getError()).isEmpty();
        }
    }

    @Nested
    class Producers {

        private static final String STATUS = "/status";

        @BeforeEach
        void enable() {
            // without the full level, a check that is up has no details
            HealthCheckRegistry.get(camel).setExposureLevel("full");
            repository().setEnabled(true);
        }

        private HealthCheckRepository repository() {
            return HealthCheckHelper.getHealthCheckRepository(camel, "producers");
        }

        private void start(String... options) throws Exception {
            route(route -> {
                for (int i = 0; i < options.length; i++) {
                    route.from("direct:r" + i)
                            .routeId("r" + i)
                            .to("mlbatch:TxService/" + i + ".0?serverUrl=" + server.url() + options[i]);
                }
            });
        }

        private List<Result> results() {
            return HealthCheckHelper.invokeReadiness(camel).stream()
                    .filter(result -> result.getCheck().getId().startsWith("producer:mlbatch"))
                    .toList();
        }

        private Result result(State state) {
            List<Result> results = results();
            assertThat(results).hasSize(1);
            assertThat(results.get(0).getState()).isEqualTo(state);
            return results.get(0);
        }

        private static String everythingOf(Result result) {
            StringBuilder text = new StringBuilder(result.toString() + result.getMessage() + result.getDetails());
            for (Throwable e = result.getError().orElse(null); e != null; e = e.getCause()) {
                text.append(e);
            }
            return text.toString();
        }

        private void assertNoStatusRequest() {
            assertThat(server.requests("GET", STATUS)).isEmpty();
        }

        @Test
        void check_isDisabledByDefault() throws Exception {
            repository().setEnabled(false);
            start("");

            assertThat(results()).isEmpty();
            assertNoStatusRequest();
        }

        @Test
        void passingServer_isUp() throws Exception {
            server.get(
                    STATUS,
                    json(
                            "{\"statusCode\":\"pass\",\"details\":{},\"components\":{\"node\":{\"statusCode\":\"pass\"}}}"));
            start("");

            assertThat(result(State.UP).getDetails())
                    .containsEntry("server.url", server.url())
                    .containsEntry("services", "TxService/0.0")
                    .containsEntry("server.status", "pass")
                    .containsEntry("server.components", "node=pass")
                    .doesNotContainKey(HealthCheck.HTTP_RESPONSE_CODE);
        }

        @Test
        void serverWithoutAStatusCall_isUpWithAMessage() throws Exception {
            start("");

            Result result = result(State.UP);

            assertThat(result.getMessage()).contains("The server responds, but has no /status");
            assertThat(result.getDetails())
                    .containsEntry(HealthCheck.HTTP_RESPONSE_CODE, 404)
                    .doesNotContainKey("server.status");
        }

        @ParameterizedTest
        @CsvSource({"401", "403", "429", "500", "503"})
        void serverThatRejectsTheCheck_isDownAfterOneRequest(int status) throws Exception {
            server.get(STATUS, json(status, "{\"message\":\"not now\"}"));
            start("");

            Result result = result(State.DOWN);

            assertThat(result.getMessage()).get(STRING).startsWith("status: HTTP " + status + ": not now");
            assertThat(result.getDetails()).containsEntry(HealthCheck.HTTP_RESPONSE_CODE, status);
            assertThat(server.requests("GET", STATUS)).hasSize(1);
        }

        @Test
        void unexpectedResponse_isDown() throws Exception {
            server.get(STATUS, new Response(200, Map.of(), "<html>welcome</html>"));
            start("");

            assertThat(result(State.DOWN).getMessage().orElseThrow()).startsWith("status: the server's status");
        }

        @Test
        void unreachableServer_isDownUntilItResponds() throws Exception {
            server.get(STATUS, Response.BROKEN_CONNECTION);
            start("");
            assertThat(result(State.DOWN).getMessage().orElseThrow()).contains(server.url());

            server.get(STATUS, json("{\"statusCode\":\"warn\"}"));

            assertThat(result(State.UP).getDetails()).containsEntry("server.status", "warn");
        }

        @Test
        void serverWithoutALoginCall_isDown() throws Exception {
            start("&username=u&password=RAW(s3cret)");

            Result result = result(State.DOWN);

            assertThat(result.getMessage().orElseThrow()).startsWith("login: HTTP 404");
            assertThat(everythingOf(result)).doesNotContain("s3cret");
        }

        @Test
        void statusRequest_hasTheTokenAndTheResultHasNot() throws Exception {
            server.post("/login", json("{\"access_token\":\"t0ken\",\"expires_in\":3600}"));
            server.get(STATUS, json("{\"statusCode\":\"fail\",\"components\":{\"node\":{\"statusCode\":\"fail\"}}}"));
            start("&username=u&password=RAW(s3cret)");

            Result result = result(State.DOWN);

            assertThat(server.requests("GET", STATUS).get(0).header("Authorization"))
                    .isEqualTo("Bearer t0ken");
            assertThat(result.getMessage()).contains("The server reports that it fails");
            assertThat(result.getDetails()).containsEntry("server.components", "node=fail");
            assertThat(everythingOf(result)).doesNotContain("s3cret").doesNotContain("t0ken");
        }

        @Test
        void producersOfOneServer_shareACheckUntilTheLastStops() throws Exception {
            start("", "&operation=results", "&accessToken=another-user");
            assertThat(results()).hasSize(2);
            assertThat(services()).containsExactly("TxService/0.0, TxService/1.0", "TxService/2.0");

            camel.getRouteController().stopRoute("r0");
            assertThat(services()).containsExactly("TxService/1.0", "TxService/2.0");

            camel.getRouteController().stopRoute("r2");
            assertThat(services()).containsExactly("TxService/1.0");

            camel.getRouteController().stopRoute("r1");
            assertThat(results()).isEmpty();

            camel.getRouteController().startRoute("r1");
            assertThat(services()).containsExactly("TxService/1.0");
        }

        private List<Object> services() {
            return results().stream()
                    .map(result -> result.getDetails().get("services"))
                    .sorted()
                    .toList();
        }

        @Test
        void checkDisabledByTheComponent_isUnknownWithoutRequests() throws Exception {
            camel.getComponent("mlbatch", MlbatchComponent.class).setHealthCheckProducerEnabled(false);
            start("");

            assertThat(result(State.UNKNOWN).getDetails()).containsEntry(HealthCheck.CHECK_ENABLED, false);
            assertNoStatusRequest();
        }

        @Test
        void stoppedContext_leavesNoCheck() throws Exception {
            start("", "&operation=results");
            assertThat(repository().stream()).hasSize(1);

            camel.stop();

            assertThat(repository().stream()).isEmpty();
        }
    }
}
