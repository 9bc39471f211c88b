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
package io.mlbatch;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.acme.Car;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.main.Main;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.protocol.ServiceResponse;

import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

/** Runs the routes of the README. */
@Tag("host")
class ReadmeIT {

    /** The model of the README's host. */
    public static final class Model {

        public Map<String, List<Double>> score(Car car) {
            return score(Map.of("hp", car.hp(), "wt", car.wt()));
        }

        public Map<String, List<Double>> score(Map<String, Double> record) {
            if (record.get("hp") < 0) {
                throw new IllegalArgumentException("hp must not be negative");
            }
            return Map.of("am_Pred", List.of(record.get("hp") / 1000));
        }
    }

    @Test
    void file_isScoredByTheHostedModelAndItsBatchIsConsumed(@TempDir Path temp) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Main main = new Main();
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", "127.0.0.1");
        main.addInitialProperty("camel.server.port", String.valueOf(port));
        main.addInitialProperty("camel.component.mlbatch.serverUrl", "http://localhost:" + port);
        main.addInitialProperty("server", "http://localhost:" + port);
        main.bind("model", new Model());
        main.start();
        try {
            CamelContext camel = main.getCamelContext();
            load(camel, "host.yaml", temp);
            load(camel, "score.yaml", temp);
            camel.addRoutes(new ReadmeRoutes());
            Files.writeString(temp.resolve("cars/some.csv"), "model,hp,wt\nMazda RX4,110,2.62\n");

            Path scores = temp.resolve("scores/some.json");
            awaitTrue(() -> Files.exists(scores));
            try (ConsumerTemplate consumer = camel.createConsumerTemplate()) {
                assertThat(consumer.receiveBody("seda:scores", 60_000, ServiceResponse.class)
                                .outputs())
                        .isEqualTo(Map.of("answer", Map.of("am_Pred", List.of(0.11))));
            }
            Awaitility.await().atMost(1, TimeUnit.MINUTES).untilAsserted(() -> assertThat(scores)
                    .content()
                    .startsWith("{\"state\":\"Complete\",\"completedItemCount\":1,")
                    .contains("\"outputParameters\":{\"answer\":{\"am_Pred\":[0.11]}}")
                    .endsWith("]}"));
        } finally {
            main.stop();
        }
    }

    /** The folders of the README are those of the test. */
    private static void load(CamelContext camel, String file, Path temp) throws Exception {
        String yaml = new String(
                ReadmeIT.class.getResourceAsStream("/readme/" + file).readAllBytes(),
                java.nio.charset.StandardCharsets.UTF_8);
        Files.createDirectories(temp.resolve("cars"));
        String here = yaml.replaceAll(": file:", ": file:" + temp + "/");
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(file, here));
    }
}
