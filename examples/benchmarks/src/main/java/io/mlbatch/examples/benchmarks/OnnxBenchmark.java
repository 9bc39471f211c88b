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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.apache.camel.builder.RouteBuilder;

import io.mlbatch.examples.onnx.Network;
import io.mlbatch.examples.onnx.NetworkFile;
import io.mlbatch.examples.onnx.OnnxModel;

/**
 * Records per second of a neural network (2-1024-1024-1) in ONNX Runtime: called directly by one thread with a hundred
 * records per call, and hosted on SQLite over HTTP with one record and with a hundred records per exchange, in one lane
 * and in the lanes of the default.
 */
public final class OnnxBenchmark {

    private static final int CHUNK = 100;
    /** The default of the host. */
    private static final int PARALLEL_COUNT = 10;

    private final int neurons;
    private final int records;
    private final int rounds;

    OnnxBenchmark(int neurons, int records, int rounds) {
        this.neurons = neurons;
        this.records = records;
        this.rounds = rounds;
    }

    /** @param args records of a batch (50000), rounds (5) */
    public static void main(String[] args) throws Exception {
        int records = args.length > 0 ? Integer.parseInt(args[0]) : 50_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        System.out.print(new OnnxBenchmark(1024, records, rounds).run());
    }

    /** Measures, and returns the table. */
    String run() throws Exception {
        Path folder = Files.createTempDirectory("mlbatch-onnx-benchmark");
        Path file = folder.resolve("network.onnx");
        Files.write(file, NetworkFile.write(Network.fitted(neurons)));
        try (OnnxModel model = new OnnxModel(file);
                Host host = new Host(folder.resolve("data"), routes(model))) {
            Measure bean = new Measure("the bean, 100 records per call", () -> score(model));
            Measure chunks = hosted(host, "Chunks", 1, "hosted on SQLite, chunkSize=100, one lane");
            Measure parallel = hosted(host, "Chunks", PARALLEL_COUNT, "hosted on SQLite, chunkSize=100");
            Measure single = hosted(host, "Single", 1, "hosted on SQLite, chunkSize=1, one lane");
            // the first round warms up
            for (int round = 0; round <= rounds; round++) {
                for (Measure measure : List.of(bean, chunks, parallel, single)) {
                    measure.run(round > 0);
                }
            }
            return String.format("%n%,d records, median of %d rounds%n", records, rounds)
                    + row(bean, bean)
                    + row(chunks, bean)
                    + row(parallel, bean)
                    + row(single, bean);
        } finally {
            HostBenchmark.delete(folder);
        }
    }

    private static RouteBuilder routes(OnnxModel model) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                String declared = "/1.0?inputs=hp:numeric,wt:numeric&outputs=manual:numeric&chunkSize=";
                from("mlbatch-service:Chunks" + declared + CHUNK).bean(model, "score");
                // the bean reads a list of records
                from("mlbatch-service:Single" + declared + 1)
                        .setBody(exchange -> List.of(exchange.getMessage().getBody()))
                        .bean(model, "score");
            }
        };
    }

    private Measure hosted(Host host, String service, int parallelCount, String name) {
        return new Measure(name, () -> host.delete(host.complete(service, records, parallelCount)));
    }

    private void score(OnnxModel model) throws Exception {
        Iterator<Map<String, Object>> cars = Records.maps(records);
        while (cars.hasNext()) {
            List<Map<String, Object>> chunk = new ArrayList<>(CHUNK);
            while (chunk.size() < CHUNK && cars.hasNext()) {
                chunk.add(cars.next());
            }
            model.score(chunk);
        }
    }

    private String row(Measure measure, Measure bean) {
        return String.format(
                "%-48s %,12.0f records/s %8.2f%n",
                measure.name(), records / measure.medianSeconds(), measure.ratioTo(bean));
    }
}
