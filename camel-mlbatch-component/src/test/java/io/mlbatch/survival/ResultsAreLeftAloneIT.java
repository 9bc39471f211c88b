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
package io.mlbatch.survival;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.mlbatch.camel.EmitMode;
import io.mlbatch.camel.MlbatchConstants;
import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** For each kind of emitted exchange, {@code results} returns the same bytes before and after. */
@Tag("host")
class ResultsAreLeftAloneIT {

    private final MemoryIdempotentRepository emitted = new MemoryIdempotentRepository();
    private final Queue<String> states = new ConcurrentLinkedQueue<>();
    private final HeldProcessor held = new HeldProcessor();
    private RunningHost host;
    private DefaultCamelContext camel;
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        host = RunningHost.open(routes -> routes.from(
                        "mlbatch-service:TxService/1.0?inputs=hp:numeric&outputs=answer:numeric&artifacts=answer.csv")
                .process(held)
                .setVariable("mlbatch.artifact.answer.csv", routes.simple("${body}")));
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("emitted", emitted);
        camel.start();
        template = camel.createProducerTemplate();
    }

    @AfterEach
    void stop() throws Exception {
        camel.stop();
        host.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(1, TimeUnit.MINUTES);
    }

    private String startTwoRecords() {
        return template.requestBody(uri("operation=start"), List.of(Map.of("hp", 1), Map.of("hp", 2)), String.class);
    }

    private String results(String id) {
        return template.requestBodyAndHeader(
                uri("operation=results&showPartialResults=true"),
                null,
                MlbatchConstants.EXECUTION_ID,
                id,
                String.class);
    }

    private void consume(EmitMode emission) throws Exception {
        RouteBuilder.addRoutes(camel, routes -> routes.from(uri(
                        "initialDelay=1&delay=5&maxDelay=10&group=g&idempotentRepository=#emitted&emit=" + emission))
                .process(
                        exchange -> states.add(exchange.getMessage().getHeader(MlbatchConstants.STATE, String.class))));
    }

    private String uri(String options) {
        return "mlbatch:TxService/1.0?serverUrl=" + host.url() + "&" + options;
    }

    private boolean isAcknowledged(String id) {
        return emitted.getCache().containsKey("g|" + host.url() + "|TxService/1.0|" + id);
    }

    @ParameterizedTest
    @EnumSource
    void emittedBatch_keepsItsResults(EmitMode emission) throws Exception {
        String id = startTwoRecords();
        held.release(0, 0.5);
        held.release(1, 1.5);
        awaitTrue(() -> results(id).contains("\"state\":\"Complete\""));
        String before = results(id);

        consume(emission);
        awaitTrue(() -> isAcknowledged(id));

        assertThat(states).isNotEmpty();
        assertThat(before).contains("\"answer\":0.5", "\"answer\":1.5");
        assertThat(results(id)).isEqualTo(before);
    }

    /** The one that emits something before the end. */
    @Test
    void emittedProgress_keepsThePartialResults() throws Exception {
        String id = startTwoRecords();
        held.release(0, 0.5);
        awaitTrue(() -> results(id).contains("\"completedItemCount\":1"));
        String before = results(id);

        consume(EmitMode.progress);
        awaitTrue(() -> states.contains("inProgress"));

        assertThat(before).contains("\"answer\":0.5");
        assertThat(results(id)).isEqualTo(before);
        held.release(1, 1.5);
        awaitTrue(() -> isAcknowledged(id));
        assertThat(results(id)).contains("\"answer\":0.5", "\"answer\":1.5");
    }
}
