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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.testing.host.RestartablePostgres;
import io.mlbatch.testing.host.RunningPostgres;

import static org.assertj.core.api.Assertions.assertThat;

/** Routes that execute batches on the nodes of a cluster, each of which is killed once and starts again. */
@Tag("host")
class KilledServersIT {

    private static final int NODES = 2;
    private static final int ROUTES = 20;
    private static final int RECORDS = 60;
    private static final String SERVICE = "mlbatch:" + Scoring.SERVICE + "?initialDelay=100&delay=100&maxDelay=1000"
            + "&username=" + HostProgram.USER + "&password=" + HostProgram.PASSWORD;

    private final List<ClusterMember> members = new ArrayList<>();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private RestartablePostgres postgres;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        RunningPostgres.assumeThatItRuns();
        postgres = new RestartablePostgres(folder.resolve("postgres"));
        for (int i = 0; i < NODES; i++) {
            members.add(new ClusterMember("node" + i, folder, postgres.port()));
            members.get(i).start();
        }
        members.forEach(ClusterMember::awaitStarted);
        camel.start();
    }

    @AfterEach
    void stop() throws Exception {
        camel.close();
        for (ClusterMember member : members) {
            member.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void batchesOfKilledServers_areStartedOnceAndComplete() throws Exception {
        try (ProducerTemplate routes = camel.createProducerTemplate()) {
            List<CompletableFuture<Exchange>> executions = new ArrayList<>();
            for (ClusterMember member : members) {
                IntStream.range(0, ROUTES).forEach(batch -> executions.add(execute(routes, batch)));
                Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> executions.stream()
                        .anyMatch(CompletableFuture::isDone));
                member.kill();
                member.restart();
            }

            for (CompletableFuture<Exchange> execution : executions) {
                Exchange exchange = execution.get(3, TimeUnit.MINUTES);
                assertThat(exchange.getException()).isNull();
                assertThat(exchange.getMessage().getBody(BatchResponse.class).completedItemCount())
                        .isEqualTo(RECORDS);
            }
            assertThat(routes.requestBody(SERVICE + "&operation=list" + servers(0), null, List.class))
                    .hasSize(NODES * ROUTES);
        }
    }

    private CompletableFuture<Exchange> execute(ProducerTemplate routes, int batch) {
        List<Map<String, Object>> records = IntStream.range(0, RECORDS)
                .mapToObj(index -> Map.<String, Object>of("batch", batch, "index", index, "filler", ""))
                .toList();
        return routes.asyncSend(
                SERVICE + "&operation=execute&parallelCount=2" + servers(batch),
                exchange -> exchange.getMessage().setBody(records));
    }

    /** Returns the list of servers, in an order that depends on the batch. */
    private String servers(int batch) {
        List<String> urls = members.stream().map(ClusterMember::url).collect(Collectors.toList());
        Collections.rotate(urls, batch);
        return "&serverUrl=" + String.join(",", urls);
    }
}
