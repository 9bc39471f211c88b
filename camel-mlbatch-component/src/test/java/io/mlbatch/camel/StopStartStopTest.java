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
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.protocol.BatchResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** Resources of routes and contexts, which are released when they stop. */
class StopStartStopTest extends MlbatchTestSupport {

    @TempDir
    private Path folder;

    /** Tests of the same JVM may leave threads that end later. */
    private final Set<Thread> others = Thread.getAllStackTraces().keySet();

    private final Set<String> consumed = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void addRoutes() throws Exception {
        spoolTo(folder);
        route(route -> {
            route.from("direct:execute").to(uri("&operation=execute"));
            // the responses are never read
            route.from("direct:results").to(uri("&operation=results"));
            route.from("direct:artifact").to(uri("&operation=artifact"));
            route.from(uri("")).routeId("batches").process(e -> consumed.add("batch"));
            route.from(uri("&emit=artifact")).routeId("files").process(e -> consumed.add("artifact"));
        });
    }

    private void doEverything(String id) {
        server.accepts(id).isAt(id, "Complete", 2, 2);
        server.hasFiles(id, 0, "[\"answer.csv\"]").hasFiles(id, 1, "[]");
        server.hasFile(id, 0, "answer.csv", "x".repeat(5_000_000)).holds(id);
        assertThat(succeeded(request("direct:execute", TWO_RECORDS, Map.of()))
                        .getBody(BatchResponse.class)
                        .completedItemCount())
                .isEqualTo(2);
        template.requestBodyAndHeaders("direct:results", null, execution(id));
        template.requestBodyAndHeaders("direct:artifact", null, file(id, 0, "answer.csv"));
        soon().until(() -> consumed.size() == 2);
        consumed.clear();
    }

    @Test
    void restartedRoutes_work() throws Exception {
        doEverything("e1");

        camel.getRouteController().stopAllRoutes();
        camel.getRouteController().startAllRoutes();

        doEverything("e2");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void contextThatStopsAndStarts_leavesNoThreadNoConnectionAndNoFile() throws Exception {
        for (int i = 0; i < 3; i++) {
            doEverything("e" + i);
            assertThat(threads()).isNotEmpty();
            assertThat(connections()).isPositive();

            camel.stop();

            soon().until(() -> threads().isEmpty());
            assertThat(connections()).isZero();
            assertThat(openFiles()).isEmpty();
            assertThat(folder).isEmptyDirectory();
            camel.start();
            template = camel.createProducerTemplate();
        }
    }

    private List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !others.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.contains("Mlbatch") || name.contains("mlbatch:"))
                .toList();
    }

    /** Established connections to the server: state 01, and its port at the remote end. */
    private long connections() throws IOException {
        String port = ":%04X".formatted(server.port());
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
