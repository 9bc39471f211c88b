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
import java.util.Arrays;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** Starts a batch with every CSV file that it is given, one after the other. */
public final class ManyRecordsOut {

    private ManyRecordsOut() {}

    /** @param args the server's URL, then files */
    public static void main(String[] args) throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:cars").to("mlbatch:" + StreamingServer.SERVICE + "?serverUrl=" + args[0]);
                }
            });
            camel.start();
            ProducerTemplate template = camel.createProducerTemplate();
            Gauge gauge = new Gauge();
            for (String file : Arrays.asList(args).subList(1, args.length)) {
                gauge.start();
                String id = template.requestBody("direct:cars", new File(file), String.class);
                Figures figures = new Figures().put("id", id);
                gauge.writeTo(figures);
                System.out.println(figures);
            }
        }
    }
}
