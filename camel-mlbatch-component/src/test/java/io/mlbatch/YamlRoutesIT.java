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

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.camel.MlbatchConstants;
import io.mlbatch.client.AuthenticationFailedException;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.protocol.BatchResponse;

import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Client and host, both declared in YAML, over real HTTP with a real login, and the errors that a user sees. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class YamlRoutesIT {

    private final Main main = new Main();
    private CamelContext camel;
    private ProducerTemplate template;
    private String url;

    @BeforeAll
    void start() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        url = "http://localhost:" + port;
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", "127.0.0.1");
        main.addInitialProperty("camel.server.port", String.valueOf(port));
        main.addInitialProperty("camel.component.mlbatch-service.username", "analyst");
        main.addInitialProperty("camel.component.mlbatch-service.password", "p4ss word");
        main.addInitialProperty("camel.component.mlbatch.serverUrl", url);
        main.addInitialProperty("camel.component.mlbatch.username", "analyst");
        main.addInitialProperty("camel.component.mlbatch.password", "p4ss word");
        main.addInitialProperty("camel.component.mlbatch.initialDelay", "10");
        main.addInitialProperty("camel.component.mlbatch.delay", "10");
        main.configure().setRoutesIncludePattern("classpath:routes/*.yaml");
        main.start();
        camel = main.getCamelContext();
        template = camel.createProducerTemplate();
    }

    @AfterAll
    void stop() {
        main.stop();
    }

    private Exchange send(String uri, Object body) {
        return template.request(uri, exchange -> exchange.getMessage().setBody(body));
    }

    @Test
    void csvFile_isScoredRecordByRecord(@TempDir Path temp) throws Exception {
        Path csv = Files.writeString(temp.resolve("cars.csv"), "model,hp,wt\nMazda RX4,110,2.62\nDatsun 710,93,2.32\n");

        Exchange exchange = send("direct:execute", csv.toFile());

        assertThat(exchange.getException()).isNull();
        BatchResponse response = exchange.getMessage().getBody(BatchResponse.class);
        assertThat(response.totalItemCount()).isEqualTo(2);
        assertThat(response.execution(0).output("sum")).isEqualTo(112.62);
        assertThat(response.execution(1).output("sum")).isEqualTo(95.32);
        assertThat(exchange.getMessage().getHeader(MlbatchConstants.STATE)).isEqualTo("complete");
    }

    @Test
    void recordThatTheRouteRejects_failsInACompleteBatch() {
        Exchange exchange = send("direct:execute", List.of(Map.of("hp", -1, "wt", 1), Map.of("hp", 1, "wt", 1)));

        BatchResponse response = exchange.getMessage().getBody(BatchResponse.class);
        assertThat(exchange.getMessage().getHeader(MlbatchConstants.STATE)).isEqualTo("complete");
        assertThat(response.execution(0).success()).isFalse();
        assertThat(response.execution(0).error()).isEqualTo("hp must not be negative");
        assertThat(response.execution(1).output("sum")).isEqualTo(2.0);
    }

    @Test
    void startedBatch_isListedPolledFetchedAndDeleted() {
        Exchange started = send("mlbatch:SumService/1.0", List.of(Map.of("hp", 1, "wt", 2)));
        Map<String, Object> execution = Map.of(
                MlbatchConstants.EXECUTION_ID,
                started.getMessage().getBody(),
                MlbatchConstants.INDEX,
                0,
                MlbatchConstants.FILE_NAME,
                "the sum.txt");

        assertThat(template.requestBody("mlbatch:SumService/1.0?operation=list", (Object) null, List.class))
                .contains(started.getMessage().getBody());
        awaitTrue(() -> template.requestBodyAndHeaders(
                                "mlbatch:SumService/1.0?operation=results", null, execution, BatchResponse.class)
                        .completedItemCount()
                == 1);
        assertThat(template.requestBodyAndHeaders(
                        "mlbatch:SumService/1.0?operation=listArtifacts", null, execution, List.class))
                .isEqualTo(List.of("the sum.txt"));
        assertThat(template.requestBodyAndHeaders(
                        "mlbatch:SumService/1.0?operation=artifact", null, execution, String.class))
                .isEqualTo("3.0");
        template.requestBodyAndHeaders("mlbatch:SumService/1.0?operation=cancel", null, execution);
        assertThatThrownBy(() ->
                        template.requestBodyAndHeaders("mlbatch:SumService/1.0?operation=results", null, execution))
                .cause()
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void artifactsOfOtherCallersBatches_areWrittenToFiles() throws Exception {
        Path folder = Path.of("target", "artifacts-it");
        load("""
                - route:
                    id: artifacts
                    from:
                      uri: mlbatch:SumService/1.0
                      parameters:
                        emit: artifact
                      steps:
                        - toD: file:target/artifacts-it/${header.CamelMlbatchExecutionId}
                """);

        String id =
                send("mlbatch:SumService/1.0", "hp,wt\n1,2\n3,4\n").getMessage().getBody(String.class);

        Path second = folder.resolve(id).resolve("1").resolve("the sum.txt");
        awaitTrue(() -> Files.exists(second));
        awaitTrue(() -> Files.readString(second).equals("7.0"));
        assertThat(folder.resolve(id).resolve("0").resolve("the sum.txt")).hasContent("3.0");
        camel.getRouteController().stopRoute("artifacts");
    }

    @Test
    void wrongPassword_failsTheLogin() {
        Exchange exchange = send("mlbatch:SumService/1.0?password=wrong", List.of(Map.of("hp", 1, "wt", 2)));

        assertThat(exchange.getException())
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessageStartingWith("login: HTTP 401: ");
    }

    @Test
    void unknownService_isNotFoundAndNamed() {
        Exchange exchange = send("mlbatch:SumService/2.0", List.of(Map.of("hp", 1, "wt", 2)));

        assertThat(exchange.getException())
                .isInstanceOf(NotFoundException.class)
                .hasMessage("start SumService/2.0: HTTP 404: Web service 'SumService/2.0' not found");
    }

    @Test
    void serverThatIsDown_isUnavailableAndNamed() {
        Exchange exchange =
                send("mlbatch:SumService/1.0?serverUrl=http://localhost:1", List.of(Map.of("hp", 1, "wt", 2)));

        assertThat(exchange.getException())
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("cannot connect to http://localhost:1");
    }

    @Test
    void recordThatDoesNotFit_isRefusedByTheClient_andFailsAloneWithoutItsCheck() {
        List<Map<String, Integer>> records = List.of(Map.of("hp", 1, "wt", 2), Map.of("hp", 1));

        assertThat(send("mlbatch:SumService/1.0", records).getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("record 1: input 'wt' (numeric) is missing");
        BatchResponse response = send("mlbatch:SumService/1.0?operation=execute&validateInput=false", records)
                .getMessage()
                .getBody(BatchResponse.class);
        assertThat(response.execution(0).success()).isTrue();
        assertThat(response.execution(1).error()).startsWith("record 1: input 'wt' (numeric) is missing");
    }

    @Test
    void unknownOption_isNamedWhenTheRouteIsLoaded() {
        assertThatThrownBy(() -> load("""
                        - route:
                            from:
                              uri: direct:typo
                              steps:
                                - to:
                                    uri: mlbatch:SumService/1.0
                                    parameters:
                                      paralelCount: 3
                        """)).hasStackTraceContaining("paralelCount");
    }

    private void load(String yaml) throws Exception {
        Resource resource = ResourceHelper.fromString("test.yaml", yaml);
        PluginHelper.getRoutesLoader(camel).loadRoutes(resource);
    }
}
