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

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** The alternative without mlbatch: the same bean behind a parallel, streaming splitter of Camel. */
final class Split implements AutoCloseable {

    private final CamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template;

    Split() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:records")
                        .split(body())
                        .streaming()
                        .parallelProcessing()
                        .bean(new NoOp(), "score");
            }
        });
        camel.start();
        template = camel.createProducerTemplate();
    }

    void run(int records) {
        template.sendBody("direct:records", Records.maps(records));
    }

    @Override
    public void close() throws IOException {
        template.close();
        camel.stop();
    }
}
