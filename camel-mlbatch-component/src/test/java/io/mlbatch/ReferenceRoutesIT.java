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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.acme.Car;
import com.acme.Prediction;
import com.acme.Scorer;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.camel.MlbatchConstants;

import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.iterable;

/** Runs the examples of the reference pages, in each of their languages. */
@Tag("host")
class ReferenceRoutesIT {

    private static final List<Map<String, Integer>> RECORDS = List.of(Map.of("hp", 110, "wt", 2));

    private final Main main = new Main();

    @TempDir
    private Path folder;

    private Path out;
    private CamelContext camel;
    private ProducerTemplate template;

    @AfterEach
    void stop() {
        main.stop();
    }

    private void run(String language, String... examples) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        out = folder.resolve("out");
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", "127.0.0.1");
        main.addInitialProperty("camel.server.port", String.valueOf(port));
        main.addInitialProperty("camel.component.mlbatch.serverUrl", "http://localhost:" + port);
        main.addInitialProperty("camel.component.mlbatch.initialDelay", "10");
        main.addInitialProperty("camel.component.mlbatch.delay", "10");
        main.addInitialProperty("in", folder.resolve("in").toString());
        main.addInitialProperty("out", out.toString());
        main.bind("model", new ReadmeIT.Model());
        main.bind("scorer", new Scorer());
        main.start();
        camel = main.getCamelContext();
        template = camel.createProducerTemplate();
        for (String example : examples) {
            if (language.equals("java")) {
                camel.addRoutes(ReferenceRoutes.of(example));
            } else {
                String file = "classpath:reference/" + example + "." + language;
                PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.resolveMandatoryResource(camel, file));
            }
        }
    }

    private Object start() {
        return template.requestBody("mlbatch:TxService/1.0", RECORDS);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(1, TimeUnit.MINUTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml"})
    void filesOfAFolder_areScored(String language) throws Exception {
        run(language, "host", "execute");

        Files.writeString(folder.resolve("in/some.csv"), "model,hp,wt\nMazda RX4,110,2.62\n");

        soon().untilAsserted(() -> assertThat(out.resolve("some.json"))
                .content()
                .contains("\"outputParameters\":{\"answer\":{\"am_Pred\":[0.11]}}"));
    }

    @Test
    void folderOfFiles_isScoredBesideItsColumnsWithFailuresAndDeadLetters() throws Exception {
        run("yaml", "host", "score-folder");
        Path in = folder.resolve("in");

        Files.writeString(in.resolve("cars.csv"), "id,hp,wt\n007,110,2.62\n008,many,1\n009,-1,2\n010,93,1\n");
        Files.writeString(in.resolve("broken.csv"), "id,hp,wt\n1,110,2.62\n2,\"93,1\n");

        soon().untilAsserted(() -> assertThat(out.resolve("scores/cars.csv"))
                .hasContent("id,hp,wt,index,success,error,answer.am_Pred\r\n"
                        + "007,110,2.62,0,TRUE,,0.11\r\n"
                        + "008,many,1,1,FALSE,\"record 1: input 'hp' (numeric): expected a number, got the text"
                        + " 'many'\",\r\n"
                        + "009,-1,2,2,FALSE,hp must not be negative,\r\n"
                        + "010,93,1,3,TRUE,,0.093\r\n"));
        assertThat(out.resolve("failed/cars.jsonl"))
                .hasContent(
                        "{\"id\":\"008\",\"hp\":\"many\",\"wt\":\"1\",\"index\":1,\"success\":false,\"error\":\"record 1:"
                                + " input 'hp' (numeric): expected a number, got the text 'many'\"}\n"
                                + "{\"id\":\"009\",\"hp\":\"-1\",\"wt\":\"2\",\"index\":2,\"success\":false,\"error\":\"hp must not be"
                                + " negative\"}\n");
        soon().untilAsserted(() ->
                assertThat(out.resolve("dead/broken.csv.txt")).content().contains("no CSV"));
        assertThat(out.resolve("dead/broken.csv")).hasSameTextualContentAs(in.resolve(".camel/broken.csv"));
        assertThat(out.resolve("scores/broken.csv")).doesNotExist();
    }

    @Test
    void failedRecords_reachTheRepairQueueWithAllTheirColumns() throws Exception {
        main.addInitialProperty("repair", "seda:repair");
        run("yaml", "host", "repair");

        template.requestBody("mlbatch:TxService/1.0?validateInput=false&joinInput=true", """
                [{"hp":110,"wt":2,"id":"a"},{"hp":-1,"wt":2,"id":"b"},{"hp":"many","wt":2,"id":"c"}]""");

        ConsumerTemplate queue = camel.createConsumerTemplate();
        assertThat(queue.receiveBody("seda:repair", 60_000, String.class))
                .isEqualTo("{\"hp\":-1,\"wt\":2,\"id\":\"b\"}");
        assertThat(queue.receiveBody("seda:repair", 60_000, String.class))
                .isEqualTo("{\"hp\":\"many\",\"wt\":2,\"id\":\"c\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml"})
    void execution_isStartedPolledFetchedAndDeleted(String language) throws Exception {
        run(language, "host", "one-execution");

        Exchange started = template.request(
                "direct:start", exchange -> exchange.getMessage().setBody(RECORDS));
        Map<String, Object> headers =
                Map.of(MlbatchConstants.EXECUTION_ID, started.getMessage().getHeader(MlbatchConstants.EXECUTION_ID));

        awaitTrue(() -> "complete".equals(send("direct:results", headers).getHeader(MlbatchConstants.STATE)));
        assertThat(send("direct:artifact", headers).getExchange().getException())
                .isNull();
        assertThat(out.resolve("answer.csv")).hasContent("am_Pred\n0.11\n");
        assertThat(send("direct:cancel", headers).getHeader(MlbatchConstants.CANCELLED))
                .isEqualTo(true);
        assertThat(send("direct:cancel", headers).getHeader(MlbatchConstants.CANCELLED))
                .isEqualTo(false);
    }

    private Message send(String uri, Map<String, Object> headers) {
        return template.request(uri, exchange -> exchange.getMessage().setHeaders(new HashMap<>(headers)))
                .getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml"})
    void completedBatch_isWrittenAndDeleted(String language) throws Exception {
        run(language, "host", "consume-batch");

        Path file = out.resolve(start() + ".json");

        soon().untilAsserted(() -> assertThat(file).content().contains("{\"am_Pred\":[0.11]}"));
        awaitTrue(() -> template.requestBody("mlbatch:TxService/1.0?operation=list", null, List.class)
                .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml"})
    void recordOfACompletedBatch_isWrittenToItsFile(String language) throws Exception {
        run(language, "host", "consume-item");

        template.requestBody(
                "mlbatch:TxService/1.0", List.of(Map.of("hp", 110, "wt", 2.62), Map.of("hp", -1, "wt", 2.62)));

        soon().untilAsserted(
                        () -> assertThat(out.resolve("scores/0.json")).content().contains("{\"am_Pred\":[0.11]}"));
        soon().untilAsserted(
                        () -> assertThat(out.resolve("failed/1.txt")).content().contains("hp"));
        assertThat(out.resolve("scores/1.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml"})
    void filesOfACompletedBatch_areWritten(String language) throws Exception {
        run(language, "host", "consume-artifact");

        Path file = out.resolve(start() + "/0/answer.csv");

        soon().untilAsserted(() -> assertThat(file).hasContent("am_Pred\n0.11\n"));
    }

    @Test
    void objectsOfTheClient_reachTheHostedRouteAsObjects() throws Exception {
        run("yaml", "typed");

        Object predictions = template.requestBody("direct:cars", List.of(new Car(110, 2.62), new Car(93, 2.32)));

        assertThat(predictions)
                .asInstanceOf(iterable(Object.class))
                .containsExactly(new Prediction(0.11), new Prediction(0.093));
    }
}
