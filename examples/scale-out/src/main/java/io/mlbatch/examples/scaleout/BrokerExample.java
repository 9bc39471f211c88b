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

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.main.Main;

/**
 * A host whose records are computed by three workers behind a message broker: each worker is a JVM of its own, and one
 * of them is killed half way. Prints the records per second of each worker, and whether all results are right.
 */
public final class BrokerExample {

    static final String QUEUE = "pricing";
    private static final int WORKERS = 3;
    static final int CONSUMERS_PER_WORKER = 2;

    private final PrintStream out = System.out;
    private final Portfolio portfolio;
    private final List<ChildJvm> workers = new ArrayList<>();
    private final WorkerTally tally;

    private BrokerExample(int records) {
        this.portfolio = new Portfolio(records);
        this.tally = new WorkerTally(records, this::killOne);
    }

    /** @param args the number of records, 100,000 by default */
    public static void main(String[] args) throws Exception {
        new BrokerExample(args.length > 0 ? Integer.parseInt(args[0]) : 100_000).run();
    }

    private void run() throws Exception {
        int port = FreePort.find();
        String brokerUrl = "tcp://127.0.0.1:" + port;
        Broker broker = new Broker(port, QUEUE, WORKERS * CONSUMERS_PER_WORKER);
        Main host = host(brokerUrl, tally, portfolio);
        broker.start();
        try {
            host.start();
            for (int worker = 1; worker <= WORKERS; worker++) {
                workers.add(startWorker("worker-" + worker, brokerUrl));
            }
            broker.awaitConsumers();
            out.printf(Locale.ROOT, "%d workers wait for chunks in the queue %s of %s%n", WORKERS, QUEUE, brokerUrl);
            price(host);
        } finally {
            for (ChildJvm worker : workers) {
                worker.stop();
            }
            host.stop();
            broker.stop();
        }
    }

    static Main host(String brokerUrl, WorkerTally tally, Portfolio portfolio) throws IOException {
        Main host = new Main();
        host.configure().setRoutesIncludePattern("classpath:camel/host.yaml");
        host.addOverrideProperty("broker.url", brokerUrl);
        host.addOverrideProperty("camel.server.port", String.valueOf(FreePort.find()));
        host.bind("tally", tally);
        host.bind("portfolio", portfolio);
        return host;
    }

    /** A worker needs nothing of mlbatch. */
    static ChildJvm startWorker(String name, String brokerUrl) throws IOException {
        return ChildJvm.start(
                name, Worker.class, "camel-mlbatch-component", Map.of("BROKER_URL", brokerUrl, "WORKER_NAME", name));
    }

    private void price(Main host) throws IOException {
        out.printf(Locale.ROOT, "the host at http://localhost:%s receives %,d records%n", port(host), portfolio.size());
        long begin = System.nanoTime();
        try (FluentProducerTemplate route = host.getCamelContext().createFluentProducerTemplate()) {
            Portfolio.Outcome outcome = route.to("direct:price").request(Portfolio.Outcome.class);
            double seconds = (System.nanoTime() - begin) / 1e9;
            for (ChildJvm worker : workers) {
                out.printf(Locale.ROOT, "%s: %s%n", worker.name(), tally.of(worker.name()));
            }
            out.printf(
                    Locale.ROOT,
                    "%d chunks of the killed worker were delivered again, to the others%n",
                    tally.redelivered());
            out.printf(Locale.ROOT, "%s, in %.1f s: %,.0f per second%n", outcome, seconds, portfolio.size() / seconds);
            if (outcome.right() != portfolio.size()) {
                throw new IllegalStateException("not all results are right");
            }
        }
    }

    private void killOne() {
        ChildJvm victim = workers.get(WORKERS - 1);
        victim.kill();
        out.printf(
                Locale.ROOT,
                "%s was killed after %,d of %,d records%n",
                victim.name(),
                tally.total(),
                portfolio.size());
    }

    private static String port(Main host) {
        return host.getCamelContext().resolvePropertyPlaceholders("{{camel.server.port}}");
    }
}
