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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Server that describes one service and acknowledges every start once it has read the whole request. */
final class StartServer implements AutoCloseable {

    static {
        // else a response's second packet waits for the acknowledgement of its first, which takes the client 40 ms
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** The path to which batches are sent. */
    static final String BATCH = "/api/Start/1.0/batch";

    private static final byte[] DESCRIPTION =
            json("[{\"name\":\"Start\",\"version\":\"1.0\",\"inputParameterDefinitions\":"
                    + "[{\"name\":\"hp\",\"type\":\"numeric\"},{\"name\":\"wt\",\"type\":\"numeric\"}],"
                    + "\"outputParameterDefinitions\":[{\"name\":\"answer\",\"type\":\"numeric\"}]}]");
    private static final byte[] STARTED =
            json("{\"name\":\"Start\",\"version\":\"1.0\",\"batchExecutionId\":\"e1\",\"BatchExecutionId\":\"e1\"}");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    StartServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/services/Start/1.0", exchange -> respond(exchange, 200, DESCRIPTION));
        server.createContext(BATCH, exchange -> respond(exchange, 202, STARTED));
        server.start();
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void respond(HttpExchange exchange, int status, byte[] response) throws IOException {
        try (InputStream request = exchange.getRequestBody()) {
            request.transferTo(OutputStream.nullOutputStream());
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, response.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(response);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
