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
package io.mlbatch.service;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

/** Request-response over a real server. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceConsumeIT {

    private static final String SERVICE = "/api/TxService/1.0";

    private final HeldProcessor held = new HeldProcessor();

    @AutoClose
    private final RunningHost host = RunningHost.open(routes -> {
        routes.from("mlbatch-service:TxService/1.0?inputs=hp:numeric,wt:numeric&outputs=answer:numeric")
                .process(MlbatchServiceConsumeIT::score);
        routes.from("mlbatch-service:Slow/1.0?outputs=answer:integer&maxParallelCount=1")
                .routeId("slow")
                .process(held);
        routes.from("mlbatch-service:Now/1.0?outputs=answer:numeric")
                .setBody(routes.simple("${header.CamelMlbatchIndex}"));
    });

    MlbatchServiceConsumeIT() throws Exception {}

    private static void score(Exchange exchange) {
        Map<?, ?> record = exchange.getMessage().getBody(Map.class);
        double hp = (Double) record.get("hp");
        if (hp < 0) {
            throw new IllegalArgumentException("hp is negative");
        }
        if (hp > 1000) {
            exchange.setVariable("mlbatch.artifact.answer.csv", "a,b\n");
        }
        exchange.getMessage().setBody(hp + (Double) record.get("wt"));
    }

    @Test
    void result_isTheResponse() throws Exception {
        HttpResponse<String> answer = assertResponse(host.post(SERVICE, "{\"hp\":1,\"wt\":\"2.5\"}"), 200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(answer.body())
                .isEqualTo("{\"success\":true,\"errorMessage\":\"\",\"consoleOutput\":\"\",\"changedFiles\":[],"
                        + "\"outputParameters\":{\"answer\":3.5},\"outputFiles\":{}}");
    }

    @Test
    void files_comeWithTheResult() throws Exception {
        assertThat(host.post(SERVICE, "{\"hp\":2000,\"wt\":1}").body())
                .contains("\"changedFiles\":[\"answer.csv\"]")
                .endsWith("\"outputFiles\":{\"answer.csv\":\"YSxiCg==\"}}");
    }

    @Test
    void failedRecord_isASuccessfulResponse() throws Exception {
        HttpResponse<String> answer = assertResponse(host.post(SERVICE, "{\"hp\":-1,\"wt\":1}"), 200);
        assertThat(answer.body()).startsWith("{\"success\":false,\"errorMessage\":\"hp is negative\"");
    }

    @Test
    void record_isInNoList() throws Exception {
        host.post(SERVICE, "{\"hp\":1,\"wt\":1}");
        assertThat(host.get(SERVICE + "/batch").body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"hp":1}            | the record: input 'wt' (numeric) is missing; the record has [hp]
        {"hp":"x","wt":1}   | the record: input 'hp' (numeric): expected a number, got the text 'x'
        {"hp":1,"wt":}      | at line 1, column
        [{"hp":1,"wt":1}]   | the record: expected an object, found an array at line 1, column 1
        {"hp":1,"wt":1} {}  | the record: there is text after its end at line 1, column
        {"hp":1             | the record: Unexpected end-of-input
        ' '                 | the record is empty: expected a JSON object
        """)
    void recordThatDoesNotFit_isRefused(String body, String message) throws Exception {
        HttpResponse<String> answer = assertResponse(host.post(SERVICE, body), 400);
        assertThat(answer.body()).startsWith("{\"message\":\"the record").contains(message, "\"code\":400");
    }

    @Test
    void unknownServiceAndWrongMethod_areRefused() throws Exception {
        assertThat(host.post("/api/X/1.0", "{}").body()).contains("Web service 'X/1.0' not found", "\"code\":404");
        HttpResponse<String> answer = assertResponse(host.get(SERVICE), 405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }

    @ParameterizedTest
    @CsvSource({"{}", "' '", "''"})
    void serviceWithoutInputs_acceptsAnEmptyBody(String body) throws Exception {
        assertThat(host.post("/api/Now/1.0", body).body()).contains("\"outputParameters\":{\"answer\":0}");
    }

    @Test
    void bareNotANumber_isTakenAsInABatch() throws Exception {
        assertThat(host.post(SERVICE, "{\"hp\":NaN,\"wt\":1}").body()).contains("{\"answer\":\"NaN\"}");
    }

    @Test
    void client_consumesAService() throws Exception {
        try (ProducerTemplate template = host.camelContext().createProducerTemplate()) {
            ServiceResponse response = template.requestBody(
                    "mlbatch:TxService/1.0?operation=consume&serverUrl=" + host.url(),
                    Map.of("hp", 2000, "wt", 2),
                    ServiceResponse.class);
            assertThat(response.success()).isTrue();
            assertThat(response.output("answer")).isEqualTo(2002.0);
            assertThat(response.outputFiles().get("answer.csv")).asString().isEqualTo("a,b\n");
        }
    }

    @Test
    void record_waitsForItsTurnBehindABatch() throws Exception {
        assertResponse(host.post("/api/Slow/1.0/batch", "[{}]"), 202);
        awaitHeld();
        CompletableFuture<HttpResponse<String>> call = consumeSlow();
        held.release(0, 1);
        held.release(0, 2);
        assertThat(call.get(1, TimeUnit.MINUTES).body()).contains("\"outputParameters\":{\"answer\":2}");
    }

    @Test
    void stoppingRoute_releasesItsCallersAfterTheRecordInFlight() throws Exception {
        CompletableFuture<HttpResponse<String>> inFlight = consumeSlow();
        awaitHeld();
        CompletableFuture<HttpResponse<String>> queued = consumeSlow();
        // waits for the record in flight to end, the graceful way
        CompletableFuture<Void> stop = CompletableFuture.runAsync(this::stopSlow);
        HttpResponse<String> answer = assertResponse(queued.get(1, TimeUnit.MINUTES), 503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        // whether it had arrived before or after the route began to stop
        assertThat(answer.body()).contains("Web service 'Slow/1.0'", "at the moment");
        held.release(0, 1);
        assertResponse(inFlight.get(1, TimeUnit.MINUTES), 200);
        stop.get(1, TimeUnit.MINUTES);
        host.camelContext().getRouteController().startRoute("slow");
    }

    private void stopSlow() {
        try {
            host.camelContext().getRouteController().stopRoute("slow");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<HttpResponse<String>> consumeSlow() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return host.post("/api/Slow/1.0", "{}");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void awaitHeld() {
        awaitTrue(() -> held.waiting() == 1);
    }
}
