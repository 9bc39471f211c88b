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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.awaitility.Awaitility;

import io.mlbatch.protocol.BatchResponse;

/** Lets many exchanges wait at once, and measures threads and heap meanwhile. */
public final class ManyWaits {

    /** The component's step: each waits for its batch. */
    static final String EXECUTE = "execute";

    /** A step of this program that only keeps the callback, to measure the cost of waiting in Camel itself. */
    static final String BARE = "bare";

    private static final String POLL_THREAD = "MlbatchPoll";

    private final String server;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger good = new AtomicInteger();
    private final Queue<AsyncCallback> bare = new ConcurrentLinkedQueue<>();

    private ManyWaits(String server) {
        this.server = server;
    }

    /** @param args the server's URL, then {@code way:number of exchanges} */
    public static void main(String[] args) throws Exception {
        // a client that keeps connections alive starts and ends a thread from time to time
        System.setProperty("http.keepAlive", "false");
        ManyWaits program = new ManyWaits(args[0]);
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(program.routes());
            camel.start();
            for (String task : List.of(args).subList(1, args.length)) {
                String way = task.substring(0, task.indexOf(':'));
                int exchanges = Integer.parseInt(task.substring(task.indexOf(':') + 1));
                System.out.println(program.run(camel, way, exchanges));
            }
        }
    }

    private RouteBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + EXECUTE)
                        .to("mlbatch:" + WaitingServer.SERVICE + "?operation=execute&maxDelay=10000&serverUrl="
                                + server)
                        .process(ManyWaits.this::check);
                from("direct:" + BARE).process(new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        bare.add(callback);
                        return false;
                    }
                });
            }
        };
    }

    private Figures run(CamelContext camel, String way, int exchanges) throws Exception {
        done.set(0);
        good.set(0);
        long start = System.nanoTime();
        send(camel, "direct:" + way, exchanges);
        Figures figures = new Figures().put("way", way).put("exchanges", exchanges);
        if (way.equals(BARE)) {
            figures.put("heapBytes", heapBytes());
            bare.forEach(callback -> callback.done(false));
            bare.clear();
        } else {
            started.addAndGet(exchanges);
            until(() -> ask(WaitingServer.POLLED) == started.get());
            figures.put("heapBytes", heapBytes());
            Map<String, Long> threads = threads();
            figures.put("pollThreads", threads.get(POLL_THREAD)).put("threads", text(threads));
            ask(WaitingServer.HOLD);
            if (exchanges > threads.get(POLL_THREAD)) {
                until(() -> ask(WaitingServer.IN_FLIGHT) == threads.get(POLL_THREAD));
            }
            ask(WaitingServer.COMPLETE);
            ask(WaitingServer.RELEASE);
        }
        until(() -> done.get() == exchanges);
        return figures.put("good", good).put("millis", (System.nanoTime() - start) / 1_000_000);
    }

    private void send(CamelContext camel, String uri, int exchanges) throws Exception {
        AsyncProducer producer = camel.getEndpoint(uri).createAsyncProducer();
        producer.start();
        for (int i = 0; i < exchanges; i++) {
            Exchange exchange = producer.getEndpoint().createExchange();
            exchange.getMessage().setBody(List.of(Map.of("hp", 110.0 + i, "wt", 2.62)));
            producer.process(exchange, doneSync -> done.incrementAndGet());
        }
    }

    private void check(Exchange exchange) {
        BatchResponse response = exchange.getMessage().getBody(BatchResponse.class);
        int execution = WaitingServer.number(response.executionId().value());
        if (response.execution(0).output("answer").equals(WaitingServer.answer(execution))) {
            good.incrementAndGet();
        }
    }

    /** The memory in use after a collection: the least of several, because polls continue. */
    static long heapBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** Live threads by their names without numbers. */
    static Map<String, Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .collect(Collectors.groupingBy(ManyWaits::kind, TreeMap::new, Collectors.counting()));
    }

    private static String kind(Thread thread) {
        String name = thread.getName();
        return name.contains(POLL_THREAD)
                ? POLL_THREAD
                : name.replaceAll("\\d+", "#").replace(' ', '_');
    }

    static String text(Map<String, Long> threads) {
        return threads.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    private int ask(String path) {
        try (InputStream in = URI.create(server + path).toURL().openStream()) {
            return Integer.parseInt(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void until(BooleanSupplier condition) {
        // on a thread of its own it would be one thread more
        Awaitility.await()
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofMinutes(3))
                .until(condition::getAsBoolean);
    }
}
