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
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;

/** Client and host over HTTP: the host holds polls until an execution ends. */
@Tag("host")
@Timeout(120)
class LongPollingIT {

    /** So long that an ordinary poll does not see the end while the test runs. */
    private static final String SELDOM = "&initialDelay=100&delay=600000&maxDelay=600000";

    private final HeldProcessor held = new HeldProcessor();
    private final CamelContext camel = new DefaultCamelContext();
    private RunningHost host;

    @BeforeEach
    void startCamel() {
        camel.start();
    }

    private void start(Consumer<MainHttpServer> server) throws Exception {
        host = RunningHost.on(
                server,
                component -> {
                    component.setUsername("me");
                    component.setPassword("secret");
                },
                routes -> routes.from("mlbatch-service:Slow/1?inputs=x:numeric&outputs=answer:integer")
                        .process(held));
    }

    @AfterEach
    void stop() throws Exception {
        camel.close();
        host.close();
    }

    private Future<Exchange> execute(String url, String options) {
        String uri = "mlbatch:Slow/1?operation=execute&serverUrl=" + url + "&username=me&password=secret" + options;
        return camel.createFluentProducerTemplate()
                .to(uri)
                .withBody(List.of(Map.of("x", 1)))
                .asyncSend();
    }

    private long polls() {
        return camel.getEndpoints().stream()
                .filter(MlbatchEndpoint.class::isInstance)
                .mapToLong(endpoint -> ((MlbatchEndpoint) endpoint).statistics().polls())
                .sum();
    }

    @Test
    void endOfAnExecution_isSeenByThePollThatTheHostHolds() throws Exception {
        start(server -> {});
        requireHeldPolls(host.url(), SELDOM);
    }

    /** The timeout for connecting does not apply to the response. */
    @Test
    void pollThatIsHeldForLongerThanConnectingMayTake_doesNotFail() throws Exception {
        start(server -> {});
        Future<Exchange> exchange = execute(host.url(), SELDOM + "&http.connectTimeout=300");
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> polls() == 1);
        HostCaller me = host.as("me", "secret");
        String id = me.get("/api/Slow/1/batch").body().replaceAll("[^0-9a-f-]", "");
        assertThat(me.get("/api/Slow/1/batch/" + id, "Prefer", "wait=2").statusCode())
                .isEqualTo(200);
        assertThat(polls()).isEqualTo(1);
        held.release(0, 7);
        assertThat(answer(exchange)).isEqualTo(7);
        assertThat(polls()).isEqualTo(2);
    }

    @Test
    void hostWithTls_isAskedToHoldPolls(@TempDir Path folder) throws Exception {
        SelfSigned certificate = SelfSigned.in(folder);
        camel.getRegistry().bind("tls", certificate.trusting());
        start(server -> server.setSslContextParameters(certificate.serving()));
        requireHeldPolls(
                host.url().replace("http://127.0.0.1", "https://localhost"),
                SELDOM + "&http.sslContextParameters=#tls");
    }

    private void requireHeldPolls(String url, String options) throws Exception {
        Future<Exchange> first = execute(url, options);
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> polls() == 1);
        held.release(0, 7);
        assertThat(answer(first)).isEqualTo(7);
        assertThat(polls()).isEqualTo(2);

        // the client knows that the host holds polls: the first is held
        Future<Exchange> second = execute(url, options);
        held.release(0, 8);
        assertThat(answer(second)).isEqualTo(8);
        assertThat(polls()).isEqualTo(3);
    }

    /** A setting that long polls do not have. */
    @Test
    void clientWithAnotherSetting_pollsAtIntervals() throws Exception {
        start(server -> {});
        Future<Exchange> exchange = execute(host.url(), "&http.userAgent=me&delay=100&maxDelay=200");
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> polls() > 3);
        held.release(0, 7);
        assertThat(answer(exchange)).isEqualTo(7);
    }

    @Test
    void consumer_seesTheEndByThePollThatTheHostHolds() throws Exception {
        start(server -> {});
        BlockingQueue<Object> emitted = new LinkedBlockingQueue<>();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch:Slow/1?emit=item&initialDelay=100&delay=1000&maxDelay=600000&username=me&password=secret"
                                + "&serverUrl=" + host.url())
                        .process(exchange -> emitted.add(exchange.getMessage().getBody()));
            }
        });
        host.as("me", "secret").start("/api/Slow/1/batch", "[{\"x\":1}]");
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> polls() == 1);
        held.release(0, 7);
        assertThat(emitted.poll(1, TimeUnit.MINUTES)).isNotNull();
        assertThat(polls()).isEqualTo(2);
    }

    private static Object answer(Future<Exchange> exchange) throws Exception {
        return exchange.get(1, TimeUnit.MINUTES)
                .getMessage()
                .getBody(BatchResponse.class)
                .execution(0)
                .output("answer");
    }
}
