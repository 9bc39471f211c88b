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
package io.mlbatch.testing.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/** An HTTP server for this machine alone, on a port that the system chooses. */
public final class LoopbackHttp implements AutoCloseable {

    static {
        // otherwise the system waits 40 ms between head and body of a response, which is more than a small batch costs
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer http;
    private final ExecutorService threads;

    /**
     * @param most how many requests it handles at once
     * @param handler of all requests
     */
    public LoopbackHttp(int most, HttpHandler handler) throws IOException {
        this(most, null, handler);
    }

    /**
     * @param most how many requests it handles at once
     * @param tls for HTTPS, or {@code null}
     * @param handler of all requests
     */
    public LoopbackHttp(int most, SSLContext tls, HttpHandler handler) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        http = tls == null ? HttpServer.create(address, 0) : HttpsServer.create(address, 0);
        if (http instanceof HttpsServer https) {
            https.setHttpsConfigurator(new HttpsConfigurator(tls));
        }
        threads = Executors.newFixedThreadPool(most);
        http.createContext("/", handler);
        http.setExecutor(threads);
        http.start();
    }

    public String url() {
        return (http instanceof HttpsServer ? "https" : "http") + "://localhost:" + port();
    }

    public int port() {
        return http.getAddress().getPort();
    }

    public static void respond(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
