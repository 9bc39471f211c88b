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
import java.util.concurrent.TimeUnit;

import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.testing.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;

/** Consumers without a route: those of {@code ConsumerTemplate}, {@code pollEnrich} and {@code poll}. */
class PollingConsumerTest extends MlbatchTestSupport {

    private static final long PATIENCE_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private String uri;

    @BeforeEach
    void holdABatch() {
        server.accepts("e1").holds("e1").isAt("e1", "Complete", 2, 2);
        uri = uri("");
    }

    @Test
    void templateOfConsumers_receivesBatches() {
        ConsumerTemplate consumers = camel.createConsumerTemplate();

        BatchResponse response = consumers.receiveBody(uri, PATIENCE_MILLIS, BatchResponse.class);

        assertThat(response.completedItemCount()).isEqualTo(2);
        assertThat(response.execution(1).output("answer")).isEqualTo(Map.of("am_Pred", List.of(0.1)));
        // a committed batch is not received again
        assertThat(consumers.receiveBody(uri, 100)).isNull();
    }

    @Test
    void withoutAGroup_theUriIsTheGroupWithoutItsSecrets() throws Exception {
        MemoryIdempotentRepository repository = new MemoryIdempotentRepository();
        camel.getRegistry().bind("repository", repository);
        String secret = uri + "&accessToken=s3cret-token&idempotentRepository=#repository";

        Object received = camel.createConsumerTemplate().receiveBody(secret, PATIENCE_MILLIS);

        assertThat(received).isInstanceOf(BatchResponse.class);
        assertThat(repository.getCache().keySet())
                .isNotEmpty()
                .allMatch(key -> key.startsWith("mlbatch://TxService/1.0?"))
                .noneMatch(key -> key.contains("s3cret"));
    }

    @Test
    void pollEnrich_collectsTheBatchOfAnEarlierStep() throws Exception {
        Exchange exchange = run(ONE_RECORD, Map.of(), route -> route.from("direct:in")
                .to(uri + "&operation=start")
                .pollEnrich()
                .simple(uri + "&executionId=${header.CamelMlbatchExecutionId}")
                .timeout(PATIENCE_MILLIS));

        assertThat(succeeded(exchange).getBody(BatchResponse.class).completedItemCount())
                .isEqualTo(2);
    }

    /** The routes of the guide. */
    @Test
    void batchThatOneRouteStarts_isCollectedByAnother() throws Exception {
        MlbatchComponent component = camel.getComponent("mlbatch", MlbatchComponent.class);
        component.getConfiguration().setServerUrl(server.url());
        component.getConfiguration().setInitialDelay(1);
        component.getConfiguration().setDelay(1);
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(PluginHelper.getResourceLoader(camel).resolveResource("classpath:readme/collect.yaml"));

        Object id = succeeded(request("direct:start", ONE_RECORD, Map.of())).getBody();
        Exchange collected = request("direct:collect", null, execution((String) id));

        assertThat(succeeded(collected).getBody(BatchResponse.class).completedItemCount())
                .isEqualTo(2);
    }

    @Test
    void poll_receivesBatches() throws Exception {
        Exchange exchange = run(null, Map.of(), route -> route.from("direct:in").poll(uri, PATIENCE_MILLIS));

        assertThat(succeeded(exchange).getBody()).isInstanceOf(BatchResponse.class);
    }

    @Test
    void consumerThatCannotStart_isLoggedWithItsReason() {
        try (CapturedLog log = new CapturedLog()) {
            Object body = camel.createConsumerTemplate().receiveBody(uri + "&states=running", 100);

            assertThat(body).isNull();
            assertThat(log.text()).contains("running");
        }
    }
}
