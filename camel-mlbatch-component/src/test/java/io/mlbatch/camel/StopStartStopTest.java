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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.testing.http.StubServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever routes and contexts have done, when they are stopped nothing of it is left. */
class StopStartStopTest {

    @RegisterExtension
    private final StubServer server = new StubServer();

    @TempDir
    private Path folder;

    private final Set<String> consumed = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void holdABatchWithAFile() {
        server.accepts("e1");
        server.holds("e1");
        server.isAt("e1", "Complete", 2, 2);
        server.hasFiles("e1", 0, "[\"answer.csv\"]");
        server.hasFiles("e1", 1, "[]");
        server.hasFile("e1", 0, "answer.csv", "x".repeat(5_000_000));
    }

    private CamelContext started() throws Exception {
        MlbatchComponent component = new MlbatchComponent();
        component.setSpoolThreshold(0);
        component.setSpoolDirectory(folder.toString());
        component.getConfiguration().setServerUrl(server.url());
        component.getConfiguration().setInitialDelay(1);
        component.getConfiguration().setDelay(1);
        CamelContext camel = new DefaultCamelContext();
        camel.addComponent("mlbatch", component);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:execute").to("mlbatch:TxService/1.0?operation=execute");
                // the answers are never read
                from("direct:results").to("mlbatch:TxService/1.0?operation=results");
                from("direct:artifact").to("mlbatch:TxService/1.0?operation=artifact");
                from("mlbatch:TxService/1.0").process(e -> consumed.add("batch"));
                from("mlbatch:TxService/1.0?emit=artifact").process(e -> consumed.add("artifact"));
            }
        });
        camel.start();
        return camel;
    }

    private static void doEverything(CamelContext camel) throws Exception {
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            Map<String, Object> file = Map.of(
                    MlbatchConstants.EXECUTION_ID,
                    "e1",
                    MlbatchConstants.INDEX,
                    0,
                    MlbatchConstants.FILE_NAME,
                    "answer.csv");
            List<Map<String, Integer>> records = List.of(Map.of("hp", 1, "wt", 2), Map.of("hp", 3, "wt", 4));
            assertThat(template.requestBody("direct:execute", records, BatchResponse.class)
                            .completedItemCount())
                    .isEqualTo(2);
            template.requestBodyAndHeaders("direct:results", null, file);
            template.requestBodyAndHeaders("direct:artifact", null, file);
        }
    }

    private void awaitConsumed() {
        soon().until(() -> consumed.size() == 2);
        consumed.clear();
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(1, TimeUnit.MINUTES);
    }

    @Test
    void restartedRoutes_work() throws Exception {
        CamelContext camel = started();
        doEverything(camel);
        awaitConsumed();

        camel.getRouteController().stopAllRoutes();
        camel.getRouteController().startAllRoutes();

        doEverything(camel);
        camel.stop();
    }

    @Test
    void stoppedContexts_leaveNoThread() throws Exception {
        for (int i = 0; i < 2; i++) {
            CamelContext camel = started();
            doEverything(camel);
            awaitConsumed();
            assertThat(threads()).isNotEmpty();

            camel.stop();

            soon().until(() -> threads().isEmpty());
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void stoppedContexts_leaveNoConnectionAndNoFile() throws Exception {
        for (int i = 0; i < 2; i++) {
            CamelContext camel = started();
            doEverything(camel);
            awaitConsumed();
            assertThat(connections()).isPositive();

            camel.stop();

            assertThat(connections()).isZero();
            assertThat(openFiles()).isEmpty();
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("Mlbatch") || name.contains("mlbatch:"))
                .toList();
    }

    /** Established connections to the server: state 01, and its port at the remote end. */
    private long connections() throws IOException {
        String port = ":%04X".formatted(server.http.port());
        long connections = 0;
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                connections += lines.map(line -> line.strip().split("\\s+"))
                        .filter(fields -> fields[2].endsWith(port) && fields[3].equals("01"))
                        .count();
            }
        }
        return connections;
    }

    private List<String> openFiles() throws IOException {
        List<String> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.filter(Files::isSymbolicLink).toList()) {
                String target = Files.readSymbolicLink(descriptor).toString();
                if (target.startsWith(folder.toString())) {
                    open.add(target);
                }
            }
        }
        return open;
    }
}
