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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;

/** Camel without a host: the same JSON, read, split, scored in parallel, aggregated in order and written. */
final class SplitJson implements AutoCloseable {

    private final CamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template;

    SplitJson() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:json")
                        .unmarshal()
                        .json()
                        .split(body(), new GroupedBodyAggregationStrategy())
                        .parallelProcessing()
                        .bean(new NoOp(), "score")
                        .end()
                        .marshal()
                        .json();
            }
        });
        camel.start();
        template = camel.createProducerTemplate();
    }

    void run(int records) throws IOException {
        try (InputStream results = template.requestBody("direct:json", Records.json(records), InputStream.class)) {
            results.transferTo(OutputStream.nullOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        template.close();
        camel.stop();
    }
}
