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

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.Header;
import org.apache.camel.main.Main;

/**
 * Three hosts on one PostgreSQL, each in a JVM of its own, and a client that knows all of them. The host that accepts
 * the batch, and at which the client waits, is killed half way. Prints the number of records that each host computed,
 * and whether all results are right.
 */
public final class ClusterExample {

    private static final int HOSTS = 3;

    private final PrintStream out = System.out;
    private final Portfolio portfolio;
    private final List<ChildJvm> hosts = new ArrayList<>();
    private final List<String> urls = new ArrayList<>();
    private boolean killed;

    private ClusterExample(int records) {
        this.portfolio = new Portfolio(records);
    }

    /** @param args the number of records, 100,000 by default */
    public static void main(String[] args) throws Exception {
        new ClusterExample(args.length > 0 ? Integer.parseInt(args[0]) : 100_000).run();
    }

    private void run() throws Exception {
        try (EmbeddedPostgres database = Database.start()) {
            try {
                for (int host = 1; host <= HOSTS; host++) {
                    startHost("host-" + host, Database.url(database));
                }
                for (ChildJvm host : hosts) {
                    host.awaitReady();
                }
                price();
            } finally {
                for (ChildJvm host : hosts) {
                    host.stop();
                }
            }
        }
    }

    private void startHost(String name, String databaseUrl) throws Exception {
        String port = String.valueOf(FreePort.find());
        urls.add("http://localhost:" + port);
        hosts.add(ChildJvm.start(
                name, ClusterHost.class, "", Map.of("HOST_NAME", name, "PORT", port, "DATABASE_URL", databaseUrl)));
    }

    private void price() throws Exception {
        Main client = new Main();
        client.setPropertyPlaceholderLocations("classpath:cluster-client.properties");
        client.addOverrideProperty("servers", String.join(",", urls));
        client.bind("portfolio", portfolio);
        client.bind("watch", this);
        client.start();
        long begin = System.nanoTime();
        try (FluentProducerTemplate route = client.getCamelContext().createFluentProducerTemplate()) {
            Portfolio.Outcome outcome = route.to("direct:price").request(Portfolio.Outcome.class);
            double seconds = (System.nanoTime() - begin) / 1e9;
            outcome.workers().forEach((host, records) -> out.printf(Locale.ROOT, "%s: %,7d records%n", host, records));
            out.printf(Locale.ROOT, "%s, in %.1f s%n", outcome, seconds);
            if (outcome.right() != portfolio.size()) {
                throw new IllegalStateException("not all results are right");
            }
        } finally {
            client.stop();
        }
    }

    /** Called for each change of progress; kills the first host when half of the records have results. */
    public synchronized void progress(
            @Header("CamelMlbatchCompletedItemCount") int completed, @Header("CamelMlbatchTotalItemCount") int total) {
        if (!killed && total > 0 && completed >= total / 2) {
            killed = true;
            hosts.get(0).kill();
            out.printf(
                    Locale.ROOT,
                    "%s, which accepted the batch, was killed after %,d of %,d records%n",
                    hosts.get(0).name(),
                    completed,
                    total);
        }
    }
}
