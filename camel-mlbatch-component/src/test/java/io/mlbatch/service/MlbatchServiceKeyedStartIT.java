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

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.http.LoopbackHttp;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static org.assertj.core.api.Assertions.assertThat;

/** Starts with an Idempotency-Key over a real server. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceKeyedStartIT {

    private static final String BATCH = "/api/TxService/1.0/batch";
    private static final String KEY = "Idempotency-Key";

    @AutoClose
    private final RunningHost host = RunningHost.open(
            routes -> routes.from("mlbatch-service:TxService/1.0?inputs=hp:numeric&outputs=answer:numeric")
                    .setBody(routes.simple("${body[hp]}")));

    MlbatchServiceKeyedStartIT() throws Exception {}

    @Test
    void sameKeyAndBody_giveTheSameExecution() throws Exception {
        HttpResponse<String> first = host.post(BATCH, "[{\"hp\":1}]", KEY, "again");
        HttpResponse<String> second = host.post(BATCH, "[{\"hp\":1}]", KEY, "again");
        assertResponse(first, 202);
        assertResponse(second, 202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(first.headers().firstValue(KEY)).contains("again");
        assertThat(second.headers().firstValue(KEY)).contains("again");
    }

    @Test
    void otherKeyOrNone_givesAnotherExecution() throws Exception {
        HttpResponse<String> first = host.post(BATCH, "[{\"hp\":1}]", KEY, "one");
        HttpResponse<String> second = host.post(BATCH, "[{\"hp\":1}]", KEY, "other");
        HttpResponse<String> third = host.post(BATCH, "[{\"hp\":1}]");
        assertThat(List.of(first.body(), second.body(), third.body())).doesNotHaveDuplicates();
        assertThat(third.headers().firstValue(KEY)).isEmpty();
    }

    @Test
    void sameKeyWithAnotherBody_isAConflict() throws Exception {
        host.post(BATCH, "[{\"hp\":1}]", KEY, "reused");
        String before = host.get(BATCH).body();
        HttpResponse<String> answer = assertResponse(host.post(BATCH, "[{\"hp\":1} ]", KEY, "reused"), 409);
        assertThat(answer.headers().firstValue(KEY)).contains("reused");
        assertThat(answer.body())
                .startsWith("{\"message\":\"The Idempotency-Key 'reused' belongs to another start")
                .contains("\"code\":409");
        assertThat(host.get(BATCH).body()).isEqualTo(before);
    }

    @Test
    void startThatWasRefused_doesNotUseItsKey() throws Exception {
        assertResponse(host.post(BATCH, "[{\"hp\":1},2]", KEY, "refused"), 400);
        assertResponse(host.post(BATCH, "[{\"hp\":1}]", KEY, "refused"), 202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\tb"})
    void malformedKey_isRefused(String key) throws Exception {
        assertResponse(
                host.post(BATCH, "[{\"hp\":1}]", KEY, key),
                400,
                "The Idempotency-Key must be 1 to 255 visible ASCII characters");
    }

    @Test
    void longestKey_isTakenAndALongerOneIsNot() throws Exception {
        assertResponse(host.post(BATCH, "[{\"hp\":1}]", KEY, "k".repeat(255)), 202);
        assertResponse(host.post(BATCH, "[{\"hp\":1}]", KEY, "k".repeat(256)), 400);
    }

    @Test
    void keyInTheQuery_isIgnored() throws Exception {
        HttpResponse<String> answer = assertResponse(host.post(BATCH + "?Idempotency-Key=q", "[{\"hp\":1}]"), 202);
        assertThat(answer.headers().firstValue(KEY)).isEmpty();
    }

    /** The client has not sent a start before: it knows from the description that the host recognizes keys. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hostThatDiesAtTheFirstStart_hasOneExecution(boolean list) throws Exception {
        try (LossyGateway gateway = new LossyGateway(host.url());
                ProducerTemplate template = host.camelContext().createProducerTemplate()) {
            // the list leads to another node, and the only URL to a host that starts again
            String servers = gateway.server.url() + (list ? "," + host.url() : "");
            int before = executions();
            gateway.toLose.set(list ? Integer.MAX_VALUE : 4);

            String id = template.requestBody(
                    "mlbatch:TxService/1.0?operation=start&serverUrl=" + servers,
                    List.of(Map.of("hp", list ? 1 : 2)),
                    String.class);

            assertThat(gateway.toLose.get()).isEqualTo(list ? Integer.MAX_VALUE - 1 : 0);
            assertThat(executions()).isEqualTo(before + 1);
            assertThat(host.get(BATCH).body()).contains(id);
        }
    }

    @Test
    void descriptions_announceTheHeader() throws Exception {
        for (String path : List.of("/services", "/services/TxService", "/services/TxService/1.0")) {
            assertThat(host.get(path).headers().firstValue(KEY)).contains("supported");
        }
        assertThat(host.get(BATCH).headers().firstValue(KEY)).isEmpty();
    }

    private int executions() throws Exception {
        return host.get(BATCH).body().split("\"").length / 2;
    }

    /** Forwards calls to a host, and loses the response to the next start on request: the host has accepted it. */
    private static final class LossyGateway implements AutoCloseable {

        private static final List<String> HEADERS = List.of("Content-Type", "Idempotency-Key");

        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final LoopbackHttp server = new LoopbackHttp(2, this::forward);
        private final AtomicInteger toLose = new AtomicInteger();
        private final String target;

        LossyGateway(String target) throws IOException {
            this.target = target;
        }

        private void forward(HttpExchange exchange) throws IOException {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
                    .method(
                            exchange.getRequestMethod(),
                            BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
            HEADERS.forEach(
                    name -> Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
                            .ifPresent(value -> request.header(name, value)));
            try (exchange) {
                HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
                if (response.statusCode() == 202 && toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    return;
                }
                HEADERS.forEach(
                        name -> response.headers().firstValue(name).ifPresent(value -> exchange.getResponseHeaders()
                                .add(name, value)));
                exchange.sendResponseHeaders(response.statusCode(), response.body().length);
                exchange.getResponseBody().write(response.body());
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
