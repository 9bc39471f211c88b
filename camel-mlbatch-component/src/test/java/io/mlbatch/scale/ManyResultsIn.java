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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import io.mlbatch.camel.MlbatchConstants;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;

/**
 * Fetches the results of executions, one after the other, in routes that read them in one of two ways, and looks at the
 * temporary files during and after each exchange.
 */
public final class ManyResultsIn {

    /** Takes all results in their order, and one of a hundred by its index. */
    static final String READ = "read";

    /** Takes the first half of the results, then fails. */
    static final String FAIL = "fail";

    private static final String FIGURES = "figures";
    private static final int ADDRESSED_OF = 100;

    private ManyResultsIn() {}

    /** @param args the server's URL, then {@code way:number of results} */
    public static void main(String[] args) throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(routes(args[0]));
            camel.start();
            ProducerTemplate template = camel.createProducerTemplate();
            Gauge gauge = new Gauge();
            for (String task : Arrays.asList(args).subList(1, args.length)) {
                String way = task.substring(0, task.indexOf(':'));
                int results = Integer.parseInt(task.substring(task.indexOf(':') + 1));
                Figures figures = new Figures().put("way", way).put("results", results);
                gauge.start();
                fetch(template, way, results, figures);
                gauge.writeTo(figures);
                System.out.println(
                        figures.put("openAfter", TemporaryFiles.open()).put("namedAfter", TemporaryFiles.named()));
            }
        }
    }

    private static void fetch(ProducerTemplate template, String way, int results, Figures figures) throws Exception {
        Exchange done = template.request("direct:" + way, exchange -> {
            exchange.getMessage().setHeader(MlbatchConstants.EXECUTION_ID, StreamingServer.executionOf(results));
            exchange.setProperty(FIGURES, figures);
        });
        if (done.getException() != null && !(done.getException() instanceof RouteFailed)) {
            throw done.getException();
        }
        figures.put("failed", done.getException() != null);
    }

    private static RouteBuilder routes(String serverUrl) {
        String results = "mlbatch:" + StreamingServer.SERVICE + "?operation=results&serverUrl=" + serverUrl;
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + READ).to(results).process(ManyResultsIn::look).process(ManyResultsIn::read);
                from("direct:" + FAIL).to(results).process(ManyResultsIn::look).process(ManyResultsIn::fail);
            }
        };
    }

    private static void look(Exchange exchange) throws IOException {
        figures(exchange).put("open", TemporaryFiles.open()).put("named", TemporaryFiles.named());
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
        figures(exchange).put("read", read).put("failures", failures).put("sum", sum);
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
                figures(exchange).put("read", read);
                throw new RouteFailed("at " + result.index());
            }
        }
    }

    private static Figures figures(Exchange exchange) {
        return exchange.getProperty(FIGURES, Figures.class);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** What a route does that fails. */
    private static final class RouteFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RouteFailed(String message) {
            super(message);
        }
    }
}
