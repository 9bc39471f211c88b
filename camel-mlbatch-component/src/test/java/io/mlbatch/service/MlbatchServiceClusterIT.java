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
package io.mlbatch.service;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;

import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.host.RunningPostgres;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static io.mlbatch.testing.host.HostCaller.field;
import static org.assertj.core.api.Assertions.assertThat;

/** Several hosts on one PostgreSQL, called over HTTP. */
@Tag("host")
class MlbatchServiceClusterIT {

    private static final String BATCH = "/api/TxService/1.0/batch";

    private final List<Node> nodes = new ArrayList<>();
    private DataSource dataSource;

    @BeforeAll
    static void startServer() {
        RunningPostgres.assumeThatItRuns();
    }

    @BeforeEach
    void createSchema() {
        dataSource = RunningPostgres.newSchema();
    }

    @AfterEach
    void stopNodes() {
        nodes.forEach(node -> node.host.close());
    }

    /** A host, and the indexes that it has computed, each as often as it has. */
    private final class Node {

        private final List<Integer> computed = Collections.synchronizedList(new ArrayList<>());
        private final RunningHost host;

        Node(Consumer<MlbatchServiceComponent> options, int maxParallelCount, Processor step) throws Exception {
            Consumer<MlbatchServiceComponent> cluster = component -> {
                component.setClustered(true);
                component.setDataSource(dataSource);
            };
            host = RunningHost.with(cluster.andThen(options), routes -> routes.from(
                            "mlbatch-service:TxService/1.0?outputs=answer:integer&artifacts=a.txt"
                                    + "&maxParallelCount=" + maxParallelCount)
                    .routeId("score")
                    .process(exchange -> {
                        int index = exchange.getMessage().getHeader(MlbatchServiceConstants.INDEX, Integer.class);
                        step.process(exchange);
                        computed.add(index);
                        if (index < 10) {
                            exchange.setVariable("mlbatch.artifact.a.txt", "file " + index);
                        }
                        exchange.getMessage().setBody(2 * index);
                    }));
            nodes.add(this);
        }
    }

    private Node node(int maxParallelCount, Processor step) throws Exception {
        return new Node(component -> {}, maxParallelCount, step);
    }

    private static String records(int count) {
        return IntStream.range(0, count).mapToObj(i -> "{}").collect(Collectors.joining(",", "[", "]"));
    }

    /** Waits until each of the participants has begun a record. */
    private static Processor meeting(CountDownLatch participants) {
        CountDownLatch begun = new CountDownLatch(1);
        return exchange -> {
            synchronized (begun) {
                if (begun.getCount() > 0) {
                    begun.countDown();
                    participants.countDown();
                }
            }
            assertThat(participants.await(1, TimeUnit.MINUTES)).isTrue();
        };
    }

    private long count(String table) throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private List<Integer> computedByAll() {
        return nodes.stream()
                .flatMap(node -> List.copyOf(node.computed).stream())
                .toList();
    }

    @Test
    void calls_areServedByEachNodeForExecutionsOfAnyNode() throws Exception {
        Consumer<MlbatchServiceComponent> users = component -> {
            component.setUsers("anna:$2y$05$abcdefghijklmnopqrstuuEVdkK0PlG4Ly5oyZ45zZiNBNxG3rovC:operator");
            component.setAdminRole("operator");
        };
        Node first = new Node(users, 2, exchange -> {});
        Node second = new Node(users, 2, exchange -> {});
        String token = field(assertResponse(first.host.login("anna", "pässwörd:,|€"), 200), "access_token");
        HostCaller one = first.host.with(token);
        HostCaller two = second.host.with(token);

        String path = two.start(BATCH, records(20), "Idempotency-Key", "k1");
        assertThat(one.start(BATCH, records(20), "Idempotency-Key", "k1")).isEqualTo(path);
        assertResponse(one.get(path, "Prefer", "wait=60"), 200, "\"state\":\"Complete\"", "\"answer\":38");
        assertThat(two.get(path).body()).isEqualTo(one.get(path).body()).doesNotContain("\"success\":false");
        for (HostCaller any : List.of(one, two)) {
            assertThat(any.get(path + "/7/files/a.txt").body()).isEqualTo("file 7");
            assertThat(any.get(BATCH).body()).contains(path.substring(path.lastIndexOf('/') + 1));
            // a node sees another one at its next heartbeat
            any.awaitBody("/status", body -> body.contains("\"nodes\":\"2\""));
            assertThat(any.get("/status/usage").body().split("\"started\":\"2")).hasSize(3);
            String data = path.replace("/api/", "/mlbatch/data/").replace("/batch/", "/");
            assertResponse(
                    any.get(data + "/rows?sort=output:answer&order=desc"),
                    200,
                    "\"rows\":[{\"index\":19,\"success\":true");
            assertResponse(any.get(data + "/summary"), 200, "\"complete\":true", "\"max\":38");
        }
        assertThat(computedByAll()).hasSize(20).doesNotHaveDuplicates();

        assertResponse(two.delete(path), 200);
        assertResponse(one.get(path), 404);
    }

    @Test
    void recordsOfOneBatch_areComputedByAllNodesAndEachOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        for (int index = 0; index < 3; index++) {
            node(4, meeting(all));
        }
        RunningHost host = nodes.get(0).host;
        String path = host.run(BATCH + "?parallelCount=12", records(2_000));

        assertThat(nodes).allSatisfy(node -> assertThat(node.computed).isNotEmpty());
        assertThat(computedByAll()).hasSize(2_000).doesNotHaveDuplicates();
        String results = nodes.get(2).host.get(path).body();
        assertThat(results).doesNotContain("\"success\":false");
        assertThat(IntStream.range(0, 2_000).map(index -> results.indexOf("\"answer\":" + 2 * index + "}")))
                .isSorted()
                .doesNotContain(-1);
        awaitTrue(() -> count("mlbatch_task") == 0);
    }

    @Test
    void recordsOfAllNodes_haveTheTraceOfTheStartAndItsEndIsLoggedOnce() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Set<String> traces = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(2);
        try (CapturedLog log = new CapturedLog(ExecutionLog.class)) {
            for (int index = 0; index < 2; index++) {
                Processor meeting = meeting(all);
                node(2, exchange -> {
                    traces.add(exchange.getMessage().getHeader("traceparent", "none", String.class));
                    meeting.process(exchange);
                });
            }
            nodes.get(0).host.run(BATCH + "?parallelCount=4", records(500), "traceparent", trace);

            assertThat(traces).containsExactly(trace);
            awaitTrue(() -> log.text().contains("ended: Complete, 500 records, 0 failed"));
            assertThat(log.text().lines().filter(line -> line.contains(" ended: ")))
                    .hasSize(1);
        }
    }

    @Test
    void stoppedNode_returnsItsLanesAfterItsRecordsInFlight() throws Exception {
        CountDownLatch begun = new CountDownLatch(10);
        Node second = node(1, exchange -> {});
        Node first = node(4, exchange -> begun.countDown());
        String path = second.host.start(BATCH + "?parallelCount=4", records(20_000));
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

        first.host.camelContext().getRouteController().suspendRoute("score");
        assertThat(second.host.awaitComplete(path)).doesNotContain("\"success\":false");
        assertThat(second.computed).isNotEmpty();
        assertThat(computedByAll()).hasSize(20_000).doesNotHaveDuplicates();

        first.host.close();
        assertThat(count("mlbatch_node")).isEqualTo(1);
        second.host.run(BATCH, records(10));
    }

    @Test
    void drainedNode_leavesItsRecordsToTheOthersAndServesItsCallers() throws Exception {
        CountDownLatch begun = new CountDownLatch(10);
        Node first = node(4, exchange -> begun.countDown());
        Node second = node(1, exchange -> {});
        String path = first.host.start(BATCH + "?parallelCount=4", records(20_000));
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        MlbatchServiceComponent component =
                first.host.camelContext().getComponent("mlbatch-service", MlbatchServiceComponent.class);

        component.drain(false);
        awaitTrue(component::isDrained);
        int computed = first.computed.size();
        assertResponse(first.host.post(BATCH, "[{}]"), 503, "drains");
        assertThat(second.host.awaitComplete(path)).doesNotContain("\"success\":false");
        assertResponse(first.host.get(path), 200, "Complete");
        assertThat(first.computed).hasSize(computed);
        assertThat(computedByAll()).hasSize(20_000).doesNotHaveDuplicates();

        assertThat(component.cancelDrain()).isTrue();
        first.host.run(BATCH, records(10));
    }

    @Test
    void reloadedRouteOfTheOnlyNode_continuesItsBatch() throws Exception {
        CountDownLatch begun = new CountDownLatch(100);
        Node node = node(2, exchange -> begun.countDown());
        String path = node.host.start(BATCH + "?parallelCount=2", records(5_000));
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        for (int restart = 0; restart < 2; restart++) {
            node.host.camelContext().getRouteController().stopRoute("score");
            node.host.camelContext().getRouteController().startRoute("score");
        }

        assertThat(node.host.awaitComplete(path)).doesNotContain("\"success\":false");
        assertThat(computedByAll()).hasSize(5_000).doesNotHaveDuplicates();
    }

    private static Processor heldUntil(CountDownLatch event, Processor first) {
        return exchange -> {
            first.process(exchange);
            assertThat(event.await(1, TimeUnit.MINUTES)).isTrue();
        };
    }

    @Test
    void deletionOnOneNode_endsTheComputationOnTheOthers() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch deleted = new CountDownLatch(1);
        Node first = node(2, heldUntil(deleted, meeting(both)));
        Node second = node(2, heldUntil(deleted, meeting(both)));
        String path = first.host.start(BATCH + "?parallelCount=4", records(500_000));
        assertThat(both.await(1, TimeUnit.MINUTES)).isTrue();

        assertResponse(second.host.delete(path), 200);
        assertResponse(first.host.get(path), 404);
        deleted.countDown();
        awaitTrue(() -> count("mlbatch_task") == 0);
        int computed = computedByAll().size();
        first.host.run(BATCH, records(100));
        assertThat(computedByAll()).hasSize(computed + 100);
        assertThat(computed).isLessThan(500_000);
    }
}
