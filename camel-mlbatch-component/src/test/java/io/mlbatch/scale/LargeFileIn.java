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
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import io.mlbatch.camel.MlbatchConstants;

/** Brings a large file of a record to the disk, in each of the ways there are. */
public final class LargeFileIn {

    /** As a stream that the file component writes. */
    static final String ARTIFACT = "artifact";

    /** Without a body. */
    static final String DOWNLOAD = "download";

    private static final String FIGURES = "figures";

    private LargeFileIn() {}

    /** @param args the server's URL, a folder, then ways: each writes to a folder of its name */
    public static void main(String[] args) throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(routes(args[0], Path.of(args[1])));
            camel.start();
            ProducerTemplate template = camel.createProducerTemplate();
            Gauge gauge = new Gauge();
            for (String way : Arrays.asList(args).subList(2, args.length)) {
                Figures figures = new Figures().put("way", way);
                gauge.start();
                fetch(template, way, figures);
                gauge.writeTo(figures);
                System.out.println(
                        figures.put("openAfter", TemporaryFiles.open()).put("namedAfter", TemporaryFiles.named()));
            }
        }
    }

    private static void fetch(ProducerTemplate template, String way, Figures figures) throws Exception {
        Exchange done = template.request("direct:" + way, exchange -> {
            exchange.getMessage()
                    .setHeaders(new HashMap<>(Map.of(
                            MlbatchConstants.EXECUTION_ID, StreamingServer.EXECUTION_WITH_FILE,
                            MlbatchConstants.INDEX, 0,
                            MlbatchConstants.FILE_NAME, StreamingServer.FILE)));
            exchange.setProperty(FIGURES, figures);
        });
        if (done.getException() != null) {
            throw done.getException();
        }
    }

    private static RouteBuilder routes(String serverUrl, Path folder) {
        String service = "mlbatch:" + StreamingServer.SERVICE + "?serverUrl=" + serverUrl;
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + ARTIFACT)
                        .to(service + "&operation=artifact")
                        .to("file:" + folder.resolve(ARTIFACT))
                        .process(LargeFileIn::look);
                from("direct:" + DOWNLOAD)
                        .to(service + "&operation=download&autoCreate=true&destination=" + folder.resolve(DOWNLOAD))
                        .process(LargeFileIn::look);
            }
        };
    }

    private static void look(Exchange exchange) throws IOException {
        exchange.getProperty(FIGURES, Figures.class)
                .put("open", TemporaryFiles.open())
                .put("named", TemporaryFiles.named());
    }
}
