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
package io.mlbatch.examples.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpServer;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

import io.mlbatch.examples.testing.ExampleJvm;
import io.mlbatch.protocol.BatchResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Runs the routes that docs/models.md shows for other models, host and client over HTTP. */
class RecipesTest {

    private static final List<Map<String, Object>> CARS =
            List.of(Map.of("hp", 110.0, "wt", 2.62), Map.of("hp", 93.0, "wt", 2.32), Map.of("hp", 175.0, "wt", 3.44));
    /** Published by the vendor, with six digits. */
    private static final double[] PUBLISHED = {0.592204, 0.689517, 0.376956};

    @Test
    void pmmlModel_scoresChunks() throws Exception {
        Main main = main("pmml.yaml");
        try (InputStream pmml = getClass().getResourceAsStream("/model/transmission.pmml")) {
            main.bind("pmml", new PmmlModel(pmml));
        }

        assertPublished(main, "Pmml");
    }

    @Test
    void modelServer_getsOneRequestForAChunk() throws Exception {
        Queue<String> requests = new ConcurrentLinkedQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/invocations", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(request);
            byte[] response = predictions(request).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, response.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(response);
            }
        });
        server.start();
        try {
            Main main = main("model-server.yaml");
            main.addOverrideProperty(
                    "model.server", "http://localhost:" + server.getAddress().getPort());

            assertPublished(main, "Remote");
        } finally {
            server.stop(0);
        }
        assertThat(requests).singleElement().asString().startsWith("{\"dataframe_records\":[{");
    }

    /** Computes the vendor's regression, as a stand-in for the model that a server holds. */
    private static String predictions(String request) {
        return Pattern.compile("\\{(?=[^{]*\"hp\":([0-9.]+))(?=[^{]*\"wt\":([0-9.]+))[^{]*?}")
                .matcher(request.substring(1))
                .results()
                .map(car -> String.valueOf(1.5474297248019122
                        + 0.002738278654111948 * Double.parseDouble(car.group(1))
                        - 0.47955582403511027 * Double.parseDouble(car.group(2))))
                .toList()
                .toString()
                .transform(list -> "{\"predictions\":" + list + "}");
    }

    private static Main main(String routes) throws IOException {
        Main main = new Main();
        main.addOverrideProperty("camel.main.routesIncludePattern", "classpath:recipes/" + routes);
        main.addOverrideProperty("camel.main.durationMaxIdleSeconds", "0");
        main.addOverrideProperty("camel.server.port", ExampleJvm.freePort());
        return main;
    }

    private static void assertPublished(Main main, String service) throws Exception {
        main.start();
        try {
            BatchResponse results = main.getCamelTemplate()
                    .requestBody(
                            "mlbatch:" + service
                                    + "/1.0?operation=execute&serverUrl=http://localhost:{{camel.server.port}}",
                            CARS,
                            BatchResponse.class);
            for (int index = 0; index < PUBLISHED.length; index++) {
                Object am = results.results().get(index).outputs().get("am");
                assertThat((Double) am).isCloseTo(PUBLISHED[index], within(5e-6));
            }
        } finally {
            main.stop();
        }
    }
}
