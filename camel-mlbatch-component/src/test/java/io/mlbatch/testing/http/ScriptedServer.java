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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Server of the service TxService/1.0 (inputs {@code hp} and {@code wt}, output {@code answer}) with a script of
 * responses for each call. A call without a script is a 404.
 */
public final class ScriptedServer implements BeforeEachCallback, AfterEachCallback, AutoCloseable {

    public static final String SERVICE = "/api/TxService/1.0";
    public static final String BATCH = SERVICE + "/batch";

    public static final String DESCRIPTION = """
            [{"name":"TxService","version":"1.0",
              "inputParameterDefinitions":[{"name":"hp","type":"numeric"},{"name":"wt","type":"numeric"}],
              "outputParameterDefinitions":[{"name":"answer","type":"data.frame"}]}]""";

    private final Map<String, Deque<Function<Request, Response>>> scripts = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final SSLContext tls;
    private LoopbackHttp http;

    /** A request, with its headers in lower case. */
    public record Request(String method, String path, String query, Map<String, String> headers, String body) {

        public String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }
    }

    /** A response. Status 0 closes the connection without one; status 1 sends none until the test ends. */
    public record Response(int status, Map<String, String> headers, String body) {

        public static final Response BROKEN_CONNECTION = new Response(0, Map.of(), "");
        public static final Response HANGS = new Response(1, Map.of(), "");

        public Response with(String header, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(header, value);
            return new Response(status, more, body);
        }
    }

    public static Response json(String body) {
        return json(200, body);
    }

    public static Response json(int status, String body) {
        return new Response(status, Map.of("Content-Type", "application/json; charset=utf-8"), body);
    }

    /** A server with a script, which starts with a test. */
    public ScriptedServer() {
        this((SSLContext) null);
    }

    /** A server with a script for HTTPS. */
    public ScriptedServer(SSLContext tls) {
        this.tls = tls;
        get("/services/TxService/1.0", json(DESCRIPTION));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        start();
    }

    /** Opens a port, which the system chooses. */
    public ScriptedServer start() {
        try {
            http = new LoopbackHttp(64, tls, this::handle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stop();
    }

    public void stop() {
        closed.countDown();
        http.close();
    }

    @Override
    public void close() {
        stop();
    }

    public String url() {
        return http.url();
    }

    public int port() {
        return http.port();
    }

    // ---- scripts: each response is sent once, the last one for every request that follows

    public ScriptedServer get(String path, Response... script) {
        return on("GET", path, script);
    }

    public ScriptedServer post(String path, Response... script) {
        return on("POST", path, script);
    }

    public ScriptedServer delete(String path, Response... script) {
        return on("DELETE", path, script);
    }

    public ScriptedServer on(String method, String path, Response... script) {
        return on(
                method,
                path,
                Stream.of(script)
                        .<Function<Request, Response>>map(response -> request -> response)
                        .toList());
    }

    public ScriptedServer on(String method, String path, List<Function<Request, Response>> script) {
        scripts.put(method + " " + path, new ArrayDeque<>(script));
        return this;
    }

    /** Accepts each batch as this execution. */
    public ScriptedServer accepts(String id) {
        return post(
                BATCH, json(202, "{\"name\":\"TxService\",\"version\":\"1.0\",\"batchExecutionId\":\"" + id + "\"}"));
    }

    /** Lists these executions. */
    public ScriptedServer holds(String... ids) {
        return get(BATCH, json(Stream.of(ids).map(id -> '"' + id + '"').collect(Collectors.joining(",", "[", "]"))));
    }

    /** Lists these executions, each complete with one record. */
    public ScriptedServer completed(String... ids) {
        Stream.of(ids).forEach(id -> isAt(id, "Complete", 1, 1));
        return holds(ids);
    }

    /** Returns this state of an execution; with results if it is complete. */
    public ScriptedServer isAt(String id, String state, int completed, int total) {
        String results = IntStream.range(0, completed)
                .mapToObj(index -> result("0." + index))
                .collect(Collectors.joining(",", "[", "]"));
        return poll(id, status(state, completed, total, state.equals("Complete") ? results : "null"));
    }

    public ScriptedServer poll(String id, Response... script) {
        return get(BATCH + "/" + id, script);
    }

    public static Response status(String state, int completed, int total, String results) {
        return json("{\"state\":\"" + state + "\",\"completedItemCount\":" + completed + ",\"totalItemCount\":" + total
                + ",\"parallelCount\":10,\"batchExecutionResults\":" + results + "}");
    }

    public static String result(Object prediction) {
        return "{\"success\":true,\"errorMessage\":\"\",\"consoleOutput\":\"\",\"changedFiles\":[],"
                + "\"outputParameters\":{\"answer\":{\"am_Pred\":[" + prediction + "]}}}";
    }

    public ScriptedServer hasFiles(String id, int index, String namesJson) {
        return get(BATCH + "/" + id + "/" + index + "/files", json(namesJson));
    }

    /** Lists one file of a record, and serves it. */
    public ScriptedServer hasFile(String id, int index, String encodedName, String content) {
        return get(
                BATCH + "/" + id + "/" + index + "/files/" + encodedName,
                new Response(200, Map.of("Content-Type", "text/csv"), content));
    }

    public ScriptedServer deletes(String id) {
        return delete(BATCH + "/" + id, json("[\"" + id + "\"]"));
    }

    // ---- requests

    public List<Request> requests() {
        return requests;
    }

    /** Requests with this method and path, or with any method for {@code *}. */
    public List<Request> requests(String method, String path) {
        return requests.stream()
                .filter(request -> method.equals("*") || request.method.equals(method))
                .filter(request -> request.path.equals(path))
                .toList();
    }

    public List<Request> starts() {
        return requests("POST", BATCH);
    }

    public int listed() {
        return requests("GET", BATCH).size();
    }

    public int polled(String id) {
        return requests("GET", BATCH + "/" + id).size();
    }

    public int deleted(String id) {
        return requests("DELETE", BATCH + "/" + id).size();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestURI().getRawQuery(),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Response response = next(request);
        requests.add(request);
        if (response.status < 100) {
            awaitEnd(response);
            exchange.close();
            return;
        }
        send(exchange, response);
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        byte[] body = response.body.getBytes(StandardCharsets.UTF_8);
        response.headers.forEach(exchange.getResponseHeaders()::set);
        long chunked = 0;
        long none = -1;
        exchange.sendResponseHeaders(
                response.status,
                response.headers.containsKey("Transfer-Encoding") ? chunked : body.length == 0 ? none : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private Response next(Request request) {
        Deque<Function<Request, Response>> script = scripts.get(request.method + " " + request.path);
        if (script == null) {
            return json(404, "{\"message\":\"not scripted\"}");
        }
        synchronized (script) {
            return (script.size() > 1 ? script.removeFirst() : script.getFirst()).apply(request);
        }
    }

    private void awaitEnd(Response response) {
        try {
            if (response == Response.HANGS) {
                closed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
