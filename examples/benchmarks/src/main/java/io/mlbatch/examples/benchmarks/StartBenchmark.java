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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.dataformat.JsonLibrary;

/**
 * Time of {@code operation=start} beside a hand-written Camel route that sends the same records:
 * {@code marshal().json()}, {@code http}, {@code unmarshal().json()}. Both run in pairs in the same JVM against the
 * same server; the ratio of a size is the median of the ratios of its pairs, because the load of the machine changes
 * between pairs more than within.
 */
public final class StartBenchmark {

    /** A measurement makes as many calls as send this many records, so that a short call is measured too. */
    private static final int RECORDS_OF_MEASUREMENT = 20_000;

    private static final int MOST_CALLS = 200;

    private final List<Integer> sizes;
    private final int pairs;
    private final Duration warmUp;

    /** @param warmUp for each size */
    StartBenchmark(List<Integer> sizes, int pairs, Duration warmUp) {
        this.warmUp = warmUp;
        this.sizes = sizes;
        this.pairs = pairs;
    }

    /** @param args pairs of each size (41), then sizes (1 10 100 1000 10000 100000) */
    public static void main(String[] args) throws Exception {
        int pairs = args.length > 0 ? Integer.parseInt(args[0]) : 41;
        List<Integer> sizes = args.length > 1
                ? Arrays.stream(args).skip(1).map(Integer::valueOf).toList()
                : List.of(1, 10, 100, 1_000, 10_000, 100_000);
        System.out.print(new StartBenchmark(sizes, pairs, Duration.ofSeconds(5)).run());
    }

    /** Measures, and returns the table. */
    String run() throws Exception {
        CamelContext camel = new DefaultCamelContext();
        try (StartServer server = new StartServer()) {
            camel.addRoutes(routes(server.url()));
            camel.start();
            StringBuilder table = new StringBuilder(String.format(
                    "%nmedian of %d pairs%n%8s %12s %18s %18s %9s%n",
                    pairs, "of", "records", "route, ms", "start, ms", "ratio"));
            try (ProducerTemplate template = camel.createProducerTemplate()) {
                for (int size : sizes) {
                    warmUp(template, maps(size));
                    warmUp(template, objects(size));
                }
                for (int size : sizes) {
                    table.append(measure(template, "maps", maps(size)));
                    table.append(measure(template, "objects", objects(size)));
                }
            }
            return table.toString();
        } finally {
            camel.stop();
        }
    }

    private static RouteBuilder routes(String url) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:route")
                        .marshal()
                        .json(JsonLibrary.Jackson)
                        .to(url + StartServer.BATCH + "?parallelCount=10")
                        .unmarshal()
                        .json(JsonLibrary.Jackson);
                from("direct:start").to("mlbatch:Start/1.0?operation=start&serverUrl=" + url);
            }
        };
    }

    private void warmUp(ProducerTemplate template, List<?> records) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < warmUp.toNanos()) {
            template.requestBody("direct:route", records);
            template.requestBody("direct:start", records);
        }
    }

    /** The same record as an object of an application. */
    public record Car(int hp, double wt) {}

    private static List<Car> objects(int size) {
        return maps(size).stream()
                .map(map -> new Car((Integer) map.get("hp"), (Double) map.get("wt")))
                .toList();
    }

    private static List<Map<String, Object>> maps(int size) {
        List<Map<String, Object>> records = new ArrayList<>(size);
        Records.maps(size).forEachRemaining(records::add);
        return records;
    }

    private String measure(ProducerTemplate template, String kind, List<?> records) {
        int calls = Math.min(MOST_CALLS, Math.max(1, RECORDS_OF_MEASUREMENT / records.size()));
        List<Double> routes = new ArrayList<>();
        List<Double> starts = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            boolean routeFirst = pair % 2 == 0;
            double first = millis(template, routeFirst ? "direct:route" : "direct:start", records, calls);
            double second = millis(template, routeFirst ? "direct:start" : "direct:route", records, calls);
            routes.add(routeFirst ? first : second);
            starts.add(routeFirst ? second : first);
            ratios.add(routeFirst ? first / second : second / first);
        }
        return String.format(
                "%8s %,12d %,18.3f %,18.3f %9.2f%n",
                kind, records.size(), median(routes), median(starts), median(ratios));
    }

    private static double millis(ProducerTemplate template, String uri, List<?> records, int calls) {
        long begin = System.nanoTime();
        for (int call = 0; call < calls; call++) {
            template.requestBody(uri, records);
        }
        return (System.nanoTime() - begin) / 1e6 / calls;
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }
}
