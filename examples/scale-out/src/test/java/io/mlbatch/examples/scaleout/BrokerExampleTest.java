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
package io.mlbatch.examples.scaleout;

import java.util.List;
import java.util.Map;

import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

import io.mlbatch.examples.testing.ExampleJvm;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the command of the readme with a small batch: four JVMs, one of which is killed. */
class BrokerExampleTest {

    @Test
    void killedWorker_costsNoResult() throws Exception {
        ExampleJvm.Run run = ExampleJvm.java("-cp", ExampleJvm.classPath(), BrokerExample.class.getName(), "6000")
                .run();

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output())
                .containsPattern("worker-3 was killed after [3-6],\\d+ of 6,000 records")
                .containsPattern("worker-[1-3]: +[\\d,]+ records, +[\\d,]+ per second")
                .contains("6,000 results are right, 0 wrong, 0 failed")
                .doesNotContain("ERROR");
    }

    @Test
    void recordThatFailsAtTheWorker_failsAloneWithItsMessage() throws Exception {
        int port = FreePort.find();
        Broker broker = new Broker(port, BrokerExample.QUEUE, BrokerExample.CONSUMERS_PER_WORKER);
        Main host = BrokerExample.host("tcp://127.0.0.1:" + port, new WorkerTally(3, () -> {}), new Portfolio(3));
        broker.start();
        host.start();
        ChildJvm worker = BrokerExample.startWorker("worker-1", "tcp://127.0.0.1:" + port);
        try (FluentProducerTemplate client = host.getCamelContext().createFluentProducerTemplate()) {
            broker.awaitConsumers();
            BatchResponse response = client.to("mlbatch:Pricing/1.0?operation=execute")
                    .withBody(List.of(option(0.2), option(-1), option(0.3)))
                    .request(BatchResponse.class);

            assertThat(response).extracting(ServiceResponse::success).containsExactly(true, false, true);
            assertThat(response.execution(1).error()).isEqualTo("volatility must be positive, not -1.0");
            assertThat(response.execution(2).output("price")).isEqualTo(Option.price(100, 100, 0.3));
        } finally {
            worker.stop();
            host.stop();
            broker.stop();
        }
    }

    private static Map<String, Object> option(double volatility) {
        return Map.of("spot", 100, "strike", 100, "volatility", volatility);
    }
}
