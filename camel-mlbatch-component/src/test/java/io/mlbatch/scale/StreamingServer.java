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

import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;

import io.mlbatch.testing.http.LoopbackHttp;

/**
 * A server for batches of any size: it counts the received records, computes the results and the file while it sends
 * them, and stores none. Every batch is complete at once.
 */
final class StreamingServer implements AutoCloseable {

    static final String SERVICE = "TxService/1.0";
    static final String BATCH = "/api/" + SERVICE + "/batch";

    /** The execution whose first record has left a file, and the file. */
    static final String EXECUTION_WITH_FILE = "with-file";

    static final String FILE = "model.bin";

    private static final String STARTED = "started-";
    private static final int LISTED = 1_000_000;
    private static final String OF = "of-";
    private static final String FILES = BATCH + "/" + EXECUTION_WITH_FILE + "/0/files";
    private static final String DESCRIPTION = """
            [{"name":"TxService","version":"1.0",
            "inputParameterDefinitions":[{"name":"model","type":"character"},{"name":"hp","type":"numeric"},
            {"name":"wt","type":"numeric"}],
            "outputParameterDefinitions":[{"name":"answer","type":"data.frame"},{"name":"label","type":"character"}]}]
            """;

    private final LoopbackHttp http = new LoopbackHttp(2, this::handle);
    private final JsonFactory json = new JsonFactory();
    private final AtomicInteger starts = new AtomicInteger();
    private final Map<String, Received> received = new ConcurrentHashMap<>();
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /**
     * The body of a start.
     *
     * @param checksum as {@link Generated#checksum(int)}
     * @param bytes its length
     */
    record Received(int records, long checksum, long bytes) {}

    StreamingServer() throws IOException {}

    String url() {
        return http.url();
    }

    /** The id of an execution that has so many results, and need not be started. */
    static String executionOf(int results) {
        return OF + results;
    }

    /** The records that the start of the execution sent. */
    Received received(String executionId) {
        return received.get(executionId);
    }

    /** Bytes of the last response with results of that execution. */
    long sent(String executionId) {
        return sent.get(executionId);
    }

    /** Method and path of the requests so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String id = path.substring(path.lastIndexOf('/') + 1);
        requests.add(exchange.getRequestMethod() + " " + path);
        if (path.equals("/services/" + SERVICE)) {
            LoopbackHttp.respond(exchange, 200, DESCRIPTION);
        } else if (exchange.getRequestMethod().equals("POST")) {
            start(exchange);
        } else if (exchange.getRequestMethod().equals("DELETE")) {
            LoopbackHttp.respond(exchange, 200, "[\"" + id + "\"]");
        } else if (path.equals(BATCH)) {
            list(exchange);
        } else if (path.equals(FILES)) {
            LoopbackHttp.respond(exchange, 200, "[\"" + FILE + "\"]");
        } else if (path.equals(FILES + "/" + FILE)) {
            file(exchange);
        } else if (id.startsWith(OF)) {
            results(exchange, id, Integer.parseInt(id.substring(OF.length())));
        } else if (received.containsKey(id)) {
            results(exchange, id, received.get(id).records);
        } else {
            LoopbackHttp.respond(exchange, 404, "{\"message\":\"no such execution\"}");
        }
    }

    private void start(HttpExchange exchange) throws IOException {
        Received body;
        try {
            body = read(exchange.getRequestBody());
        } catch (IOException e) {
            LoopbackHttp.respond(
                    exchange, 400, "{\"message\":\"" + e.getMessage().replaceAll("[^\\w ]", "_") + "\"}");
            return;
        }
        String id = STARTED + starts.incrementAndGet();
        received.put(id, body);
        LoopbackHttp.respond(
                exchange, 202, "{\"name\":\"TxService\",\"version\":\"1.0\",\"batchExecutionId\":\"" + id + "\"}");
    }

    private Received read(InputStream in) throws IOException {
        Counting counting = new Counting(in);
        int records = 0;
        long checksum = 0;
        try (JsonParser parser = json.createParser(counting)) {
            expect(parser, parser.nextToken(), JsonToken.START_ARRAY);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                expect(parser, parser.currentToken(), JsonToken.START_OBJECT);
                // the declared inputs in their order, and nothing else
                String model = field(parser, "model", JsonToken.VALUE_STRING).getText();
                double hp = field(parser, "hp", JsonToken.VALUE_NUMBER_FLOAT).getDoubleValue();
                double wt = field(parser, "wt", JsonToken.VALUE_NUMBER_FLOAT).getDoubleValue();
                expect(parser, parser.nextToken(), JsonToken.END_OBJECT);
                checksum = Generated.checksum(checksum, model, hp, wt);
                records++;
            }
            expect(parser, parser.nextToken(), null);
        }
        return new Received(records, checksum, counting.bytes);
    }

    private static JsonParser field(JsonParser parser, String name, JsonToken token) throws IOException {
        parser.nextToken();
        if (!name.equals(parser.currentName())) {
            throw new IOException("expected " + name + ", found " + parser.currentName());
        }
        expect(parser, parser.nextToken(), token);
        return parser;
    }

    private static void expect(JsonParser parser, JsonToken found, JsonToken expected) throws IOException {
        if (found != expected) {
            throw new IOException("expected " + expected + ", found " + found + " at " + parser.currentLocation());
        }
    }

    private void results(HttpExchange exchange, String id, int results) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        // a length of 0 means: in chunks
        exchange.sendResponseHeaders(200, 0);
        long bytes = 0;
        try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 64 * 1024)) {
            bytes += write(
                    out,
                    "{\"state\":\"Complete\",\"completedItemCount\":" + results + ",\"totalItemCount\":" + results
                            + ",\"parallelCount\":10,\"batchExecutionResults\":[");
            for (int i = 0; i < results; i++) {
                bytes += write(out, (i == 0 ? "" : ",") + Generated.result(i));
            }
            bytes += write(out, "]}");
            // before the client can have read the end
            sent.put(id, bytes);
        }
    }

    /** Far more executions than a server holds; it does not find any of them. */
    private static void list(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 64 * 1024)) {
            write(out, "[");
            for (int i = 0; i < LISTED; i++) {
                write(out, (i == 0 ? "\"" : ",\"") + "9c6be3d2-0b7a-4f0e-8b8e-" + (100_000_000_000L + i) + "\"");
            }
            write(out, "]");
        }
    }

    private static void file(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        exchange.sendResponseHeaders(200, Generated.FILE_BYTES);
        try (OutputStream out = exchange.getResponseBody()) {
            Generated.file(out);
        }
    }

    private static int write(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes);
        return bytes.length;
    }

    @Override
    public void close() {
        http.close();
    }

    private static final class Counting extends FilterInputStream {

        private long bytes;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int count) throws IOException {
            int read = super.read(buffer, offset, count);
            bytes += Math.max(read, 0);
            return read;
        }
    }
}
