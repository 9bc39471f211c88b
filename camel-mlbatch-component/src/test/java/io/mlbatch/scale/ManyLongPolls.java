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
package io.mlbatch.scale;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.management.UnixOperatingSystemMXBean;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;

import io.mlbatch.camel.MlbatchComponent;
import io.mlbatch.camel.MlbatchEndpoint;

/** Lets many exchanges wait at once for the batches of a host that holds their polls. */
public final class ManyLongPolls {

    /** A service of the host that opens or closes the gate of the waiting records. */
    static final String GATE = "/api/Gate/1";

    static final String SERVICE = "Slow/1";

    private static long filesBefore;

    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final String host;

    private ManyLongPolls(String host) {
        this.host = host;
    }

    /** @param args the host's URL, then numbers of exchanges */
    public static void main(String[] args) throws Exception {
        // a client that keeps connections alive starts and ends a thread from time to time
        System.setProperty("http.keepAlive", "false");
        try (CamelContext camel = new DefaultCamelContext()) {
            MlbatchComponent component = new MlbatchComponent();
            component.setMaxLongPolls(20_000);
            camel.addComponent("mlbatch", component);
            camel.start();
            filesBefore = openFiles();
            for (String exchanges : List.of(args).subList(1, args.length)) {
                System.out.println(new ManyLongPolls(args[0]).run(camel, Integer.parseInt(exchanges)));
            }
        }
    }

    private Figures run(CamelContext camel, int exchanges) throws Exception {
        MlbatchEndpoint endpoint = camel.getEndpoint(
                "mlbatch:" + SERVICE + "?operation=execute&initialDelay=100&serverUrl=" + host, MlbatchEndpoint.class);
        AsyncProducer producer = endpoint.createAsyncProducer();
        producer.start();
        long began = System.nanoTime();
        for (int i = 0; i < exchanges; i++) {
            Exchange exchange = endpoint.createExchange();
            exchange.getMessage().setBody(List.of(Map.of("x", i)));
            producer.process(exchange, doneSync -> {
                failed.addAndGet(exchange.getException() == null ? 0 : 1);
                done.incrementAndGet();
            });
        }
        ManyWaits.until(() -> openFiles() >= filesBefore + exchanges);
        long held = System.nanoTime();
        long heldPolls = endpoint.getPolls();
        ManyWaits.until(() -> endpoint.getPolls() >= heldPolls + exchanges);
        Figures figures = new Figures()
                .put("exchanges", exchanges)
                .put("threads", ManyWaits.text(ManyWaits.threads()))
                .put("heapBytes", ManyWaits.heapBytes())
                .put("failedPolls", endpoint.getFailedPolls())
                .put("heldMillis", (held - began) / 1_000_000)
                .put("roundMillis", (System.nanoTime() - held) / 1_000_000);
        long opened = System.nanoTime();
        turnGate();
        ManyWaits.until(() -> done.get() == exchanges);
        figures.put("failed", failed).put("endMillis", (System.nanoTime() - opened) / 1_000_000);
        turnGate();
        return figures;
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private void turnGate() throws IOException {
        HttpURLConnection call =
                (HttpURLConnection) URI.create(host + GATE).toURL().openConnection();
        call.setDoOutput(true);
        call.getOutputStream().write("{}".getBytes(StandardCharsets.UTF_8));
        call.getInputStream().readAllBytes();
    }
}
