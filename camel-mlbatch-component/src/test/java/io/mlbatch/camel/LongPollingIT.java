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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.testing.host.HeldProcessor;
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
    void start() throws Exception {
        host = RunningHost.secured("me", "secret", new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch-service:Slow/1?inputs=x:numeric&outputs=answer:integer")
                        .process(held);
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() throws Exception {
        camel.close();
        host.close();
    }

    private Future<Exchange> execute(String options) {
        String uri = "mlbatch:Slow/1?operation=execute&serverUrl=" + host.url() + "&username=me&password=secret"
                + SELDOM + options;
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
        Future<Exchange> first = execute("");
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> polls() == 1);
        held.release(0, 7);
        assertThat(answer(first)).isEqualTo(7);
        assertThat(polls()).isEqualTo(2);

        // the client knows that the host holds polls: the first is held
        Future<Exchange> second = execute("");
        held.release(0, 8);
        assertThat(answer(second)).isEqualTo(8);
        assertThat(polls()).isEqualTo(3);
    }

    private static Object answer(Future<Exchange> exchange) throws Exception {
        return exchange.get(1, TimeUnit.MINUTES)
                .getMessage()
                .getBody(BatchResponse.class)
                .execution(0)
                .output("answer");
    }
}
