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
package io.mlbatch.examples.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.apache.camel.builder.RouteBuilder;

/**
 * Measures clusters of one to three hosts on one PostgreSQL, from the first byte of the start over HTTP to the last
 * result that is stored: records that take 10 ms each, with 20 in flight per host, and a service that does nothing, in
 * chunks of 1, 100 and 1,000, with the share of PostgreSQL.
 */
public final class ClusterBenchmark {

    private static final String SLOW = "Slow";
    private static final int IN_FLIGHT = 20;
    private static final int MAX_NODES = 3;
    private static final int ROUNDS = 3;
    private static final List<Integer> CHUNKS = List.of(1, 100, 1_000);

    private final int slowRecords;
    private final int records;
    private final int reportSeconds;
    private final int millis;

    /**
     * @param slowRecords slow records per host
     * @param records records of a service that does nothing
     * @param reportSeconds the time until PostgreSQL has reported its work
     * @param millis the time of a slow record
     */
    ClusterBenchmark(int slowRecords, int records, int reportSeconds, int millis) {
        this.slowRecords = slowRecords;
        this.records = records;
        this.reportSeconds = reportSeconds;
        this.millis = millis;
    }

    /** @param args slow records per host (20000), records of a service that does nothing (300000), milliseconds (10) */
    public static void main(String[] args) throws Exception {
        int slowRecords = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        int records = args.length > 1 ? Integer.parseInt(args[1]) : 300_000;
        int millis = args.length > 2 ? Integer.parseInt(args[2]) : 10;
        System.out.print(new ClusterBenchmark(slowRecords, records, 11, millis).run());
    }

    /** Measures, and returns the tables. */
    String run() throws Exception {
        StringBuilder table = new StringBuilder(String.format(
                "%n%,d records of %d ms per host, %d in flight per host, median of %d rounds%n%8s %12s %10s%n",
                slowRecords, millis, IN_FLIGHT, ROUNDS, "hosts", "records/s", "/ one"));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start()) {
            DatabaseCost cost = new DatabaseCost(postgres.getPostgresDatabase(), reportSeconds);
            List<Node> nodes = new ArrayList<>();
            try {
                double one = 0;
                for (int count = 1; count <= MAX_NODES; count++) {
                    nodes.add(new Node(postgres, millis));
                    // the first round warms up
                    double[] rates = new double[ROUNDS + 1];
                    for (int round = 0; round <= ROUNDS; round++) {
                        rates[round] = run(nodes.get(0), SLOW, slowRecords * count, IN_FLIGHT * count);
                    }
                    double rate = Arrays.stream(rates).skip(1).sorted().toArray()[ROUNDS / 2];
                    one = count == 1 ? rate : one;
                    table.append(String.format("%8d %,12.0f %10.2f%n", count, rate, rate / one));
                }
            } finally {
                nodes.subList(1, nodes.size()).forEach(Node::close);
            }
            try (Node node = nodes.get(0)) {
                table.append(String.format(
                        "%n%,d records without work on one host%n%8s %12s %16s %14s %14s %14s%n",
                        records,
                        "chunk",
                        "records/s",
                        "commits/1,000",
                        "log B/record",
                        "table B/record",
                        "CPU us/record"));
                for (int chunk : CHUNKS) {
                    run(node, "NoOp" + chunk, records, 10);
                    DatabaseCost.Figures before = cost.now();
                    double rate = run(node, "NoOp" + chunk, records, 10);
                    DatabaseCost.Figures after = cost.now();
                    table.append(String.format(
                            "%8d %,12.0f %16.2f %14.0f %14.0f %14.1f%n",
                            chunk,
                            rate,
                            1_000.0 * (after.commits() - before.commits()) / records,
                            1.0 * (after.logBytes() - before.logBytes()) / records,
                            1.0 * (after.tableBytes() - before.tableBytes()) / records,
                            1e6 * (after.processorSeconds() - before.processorSeconds()) / records));
                }
            }
        }
        return table.toString();
    }

    /** Returns the records per second. */
    private static double run(Node node, String service, int records, int parallelCount) throws Exception {
        long begin = System.nanoTime();
        node.host.complete(service, records, parallelCount);
        return records / ((System.nanoTime() - begin) / 1e9);
    }

    /** A host of the cluster with a pool of connections of its own. */
    private static final class Node implements AutoCloseable {

        private final HikariDataSource pool = new HikariDataSource();
        private final Host host;

        private Node(EmbeddedPostgres postgres, int millis) throws Exception {
            pool.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
            pool.setMaximumPoolSize(10);
            host = new Host(
                    component -> {
                        component.setClustered(true);
                        component.setDataSource(pool);
                        component.setMaxStoreSize(Long.MAX_VALUE);
                    },
                    routes(millis));
        }

        private static RouteBuilder routes(int millis) {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("mlbatch-service:" + SLOW + Host.DECLARED + "&maxParallelCount=" + IN_FLIGHT)
                            .delay(millis)
                            .asyncDelayed()
                            .bean(new NoOp(), "score");
                    for (int chunk : CHUNKS) {
                        from("mlbatch-service:NoOp" + chunk + Host.DECLARED + "&chunkSize=" + chunk)
                                .bean(new NoOp(), chunk == 1 ? "score" : "scoreAll");
                    }
                }
            };
        }

        @Override
        public void close() {
            host.close();
            pool.close();
        }
    }
}
