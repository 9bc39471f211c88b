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

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;

import io.mlbatch.camel.MlbatchConstants;
import io.mlbatch.camel.MlbatchEndpoint;
import io.mlbatch.camel.output.Csv;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;

/**
 * Programs that {@link BoundedMemoryIT} runs in a JVM with a small heap. The first argument of each is the server's
 * URL; each prints a line of {@link Figures} per task.
 */
final class SmallHeapPrograms {

    private static final String FIGURES = "figures";
    private static final String SERVICE = "mlbatch:" + StreamingServer.SERVICE + "?serverUrl=";

    private SmallHeapPrograms() {}

    private interface Task {

        void run(ProducerTemplate template, String task, Figures figures) throws Exception;
    }

    /** Runs one task after the other, and measures each. */
    private static void run(LambdaRouteBuilder routes, List<String> tasks, Task task) throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            RouteBuilder.addRoutes(camel, routes);
            camel.start();
            ProducerTemplate template = camel.createProducerTemplate();
            Gauge gauge = new Gauge();
            for (String each : tasks) {
                Figures figures = new Figures();
                gauge.start();
                task.run(template, each, figures);
                gauge.writeTo(figures);
                System.out.println(
                        figures.put("openAfter", TemporaryFiles.open()).put("namedAfter", TemporaryFiles.named()));
            }
        }
    }

    private static List<String> tasks(String[] args, int first) {
        return List.of(args).subList(first, args.length);
    }

    private static Exception send(
            ProducerTemplate template, String route, Map<String, Object> headers, Figures figures) {
        return template.request("direct:" + route, exchange -> {
                    exchange.getMessage().setHeaders(new HashMap<>(headers));
                    exchange.setProperty(FIGURES, figures);
                })
                .getException();
    }

    private static void countFiles(Exchange exchange) throws IOException {
        countFiles(exchange.getProperty(FIGURES, Figures.class));
    }

    private static void countFiles(Figures figures) throws IOException {
        figures.put("open", TemporaryFiles.open()).put("named", TemporaryFiles.named());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    /**
     * Scores the CSV file of a folder and writes the results to a file of another folder: as JSON, or as CSV with the
     * input.
     */
    static final class FileToFile {

        public static void main(String[] args) throws Exception {
            Figures figures = new Figures();
            try (CamelContext camel = new DefaultCamelContext()) {
                Class<?> form = args[3].equals("joined") ? Csv.class : InputStream.class;
                RouteBuilder.addRoutes(camel, routes -> routes.from("file:" + args[1] + "?noop=true")
                        .to(SERVICE + args[0] + "&operation=execute&joinInput=" + (form == Csv.class))
                        .process(exchange -> countFiles(figures))
                        .convertBodyTo(form)
                        .to("file:" + args[2] + "?fileName=results"));
                NotifyBuilder done = new NotifyBuilder(camel).whenCompleted(1).create();
                camel.start();
                require(done.matches(4, TimeUnit.MINUTES), "the file was not scored");
            }
            System.out.println(
                    figures.put("openAfter", TemporaryFiles.open()).put("namedAfter", TemporaryFiles.named()));
        }
    }

    /** Starts a batch for each of the files. */
    static final class ManyRecordsOut {

        public static void main(String[] args) throws Exception {
            run(
                    routes -> routes.from("direct:cars").to(SERVICE + args[0]),
                    tasks(args, 1),
                    (template, file, figures) ->
                            figures.put("id", template.requestBody("direct:cars", new File(file), String.class)));
        }
    }

    /** Consumes a list of a million executions three times. */
    static final class ManyExecutionsListed {

        public static void main(String[] args) throws Exception {
            CountDownLatch lists = new CountDownLatch(3);
            try (CamelContext camel = new DefaultCamelContext()) {
                camel.getRegistry().bind("lists", new DefaultPollingConsumerPollStrategy() {
                    @Override
                    public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
                        lists.countDown();
                    }
                });
                MlbatchEndpoint endpoint = camel.getEndpoint(
                        SERVICE + args[0] + "&initialDelay=1&delay=100&pollStrategy=#lists", MlbatchEndpoint.class);
                RouteBuilder.addRoutes(camel, routes -> routes.from(endpoint).to("mock:end"));
                camel.start();
                boolean read = lists.await(4, TimeUnit.MINUTES);
                System.out.println(
                        new Figures().put("read", read ? 3 : 0).put("watched", endpoint.getExecutionsInFlight()));
            }
        }
    }

    /** Fetches a large file into a folder, in each of the ways that the arguments name. */
    static final class LargeFileIn {

        /** As a stream that the file component writes. */
        static final String ARTIFACT = "artifact";

        /** Without a body. */
        static final String DOWNLOAD = "download";

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[1]);
            run(
                    routes -> {
                        routes.from("direct:" + ARTIFACT)
                                .to(SERVICE + args[0] + "&operation=artifact")
                                .to("file:" + folder.resolve(ARTIFACT))
                                .process(SmallHeapPrograms::countFiles);
                        routes.from("direct:" + DOWNLOAD)
                                .to(SERVICE + args[0] + "&operation=download&autoCreate=true&destination="
                                        + folder.resolve(DOWNLOAD))
                                .process(SmallHeapPrograms::countFiles);
                    },
                    tasks(args, 2),
                    LargeFileIn::fetch);
        }

        private static void fetch(ProducerTemplate template, String way, Figures figures) throws Exception {
            Map<String, Object> file = Map.of(
                    MlbatchConstants.EXECUTION_ID, StreamingServer.EXECUTION_WITH_FILE,
                    MlbatchConstants.INDEX, 0,
                    MlbatchConstants.FILE_NAME, StreamingServer.FILE);
            Exception failure = send(template, way, file, figures);
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Reads results, in each of the ways {@code way:number of results} that the arguments name. */
    static final class ManyResultsIn {

        /** All results in their order, and one of a hundred by its index. */
        static final String READ = "read";

        /** The first half of the results; then the route fails. */
        static final String FAIL = "fail";

        private static final int ADDRESSED_OF = 100;

        public static void main(String[] args) throws Exception {
            String results = SERVICE + args[0] + "&operation=results";
            run(
                    routes -> {
                        for (String way : List.of(READ, FAIL)) {
                            routes.from("direct:" + way)
                                    .to(results)
                                    .process(SmallHeapPrograms::countFiles)
                                    .process(way.equals(READ) ? ManyResultsIn::read : ManyResultsIn::fail);
                        }
                    },
                    tasks(args, 1),
                    ManyResultsIn::fetch);
        }

        private static void fetch(ProducerTemplate template, String task, Figures figures) throws Exception {
            String[] wayAndNumber = task.split(":");
            String execution = StreamingServer.executionOf(Integer.parseInt(wayAndNumber[1]));
            Exception failure =
                    send(template, wayAndNumber[0], Map.of(MlbatchConstants.EXECUTION_ID, execution), figures);
            if (failure != null && !(failure instanceof RouteFailed)) {
                throw failure;
            }
            figures.put("failed", failure != null);
        }

        private static void read(Exchange exchange) {
            BatchResponse response = exchange.getMessage().getBody(BatchResponse.class);
            int read = 0;
            int failures = 0;
            double sum = 0;
            for (ServiceResponse result : response) {
                require(result.index() == read, "result " + read + " has the index " + result.index());
                read++;
                if (result.success()) {
                    sum += prediction(result);
                } else {
                    failures++;
                }
            }
            exchange.getProperty(FIGURES, Figures.class)
                    .put("read", read)
                    .put("failures", failures)
                    .put("sum", sum);
            address(response, read / ADDRESSED_OF);
        }

        private static void address(BatchResponse response, int times) {
            Random random = new Random(times);
            for (int i = 0; i < times; i++) {
                int index = random.nextInt(response.totalItemCount());
                ServiceResponse result = response.execution(index);
                require(result.index() == index, "at " + index + " is " + result.index());
                require(result.success() == Generated.succeeds(index), "success of " + index);
                if (result.success()) {
                    require(prediction(result) == Generated.prediction(index), "prediction of " + index);
                    require(result.output("label").equals(Generated.label(index)), "label of " + index);
                } else {
                    require(result.error().equals("record " + index + " cannot be scored"), "error of " + index);
                }
            }
        }

        private static double prediction(ServiceResponse result) {
            Map<?, ?> answer = (Map<?, ?>) result.output("answer");
            return (Double) ((List<?>) answer.get("am_Pred")).get(0);
        }

        private static void fail(Exchange exchange) {
            BatchResponse response = exchange.getMessage().getBody(BatchResponse.class);
            int read = 0;
            for (ServiceResponse result : response) {
                if (++read * 2 >= response.totalItemCount()) {
                    exchange.getProperty(FIGURES, Figures.class).put("read", read);
                    throw new RouteFailed("at " + result.index());
                }
            }
        }
    }

    /** The failure of a route that is meant to fail. */
    private static final class RouteFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RouteFailed(String message) {
            super(message);
        }
    }
}
