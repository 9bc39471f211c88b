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
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.impl.DefaultCamelContext;

import io.mlbatch.service.MlbatchServiceComponent;

/** A Camel context that hosts services, the no-op without others, and a plain HTTP client of it. */
final class Host implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("\"batchExecutionId\":\"([^\"]+)\"");

    private static final int HEAD = 20;

    /** The service that computes one record per exchange. */
    static final String RECORDS = "NoOp";

    /** The service that computes a hundred records per exchange. */
    static final String CHUNKS = "NoOpInChunks";

    /** The version of the services, and the values that they declare. */
    static final String DECLARED = "/1.0?inputs=hp:numeric,wt:numeric&outputs=answer:numeric";

    private final CamelContext camel = new DefaultCamelContext();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String api;
    private String batch;

    /** @param dataDirectory where executions are stored; {@code null}: in memory */
    Host(Path dataDirectory) throws Exception {
        this(dataDirectory, new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch-service:" + RECORDS + DECLARED).bean(new NoOp(), "score");
                from("mlbatch-service:" + CHUNKS + DECLARED + "&chunkSize=100").bean(new NoOp(), "scoreAll");
            }
        });
    }

    /** @param routes the services */
    Host(Path dataDirectory, RouteBuilder routes) throws Exception {
        this(component -> component.setDataDirectory(dataDirectory == null ? null : dataDirectory.toString()), routes);
    }

    /**
     * @param options sets the options of the component
     * @param routes the services
     */
    Host(Consumer<MlbatchServiceComponent> options, RouteBuilder routes) throws Exception {
        int port = freePort();
        api = "http://127.0.0.1:" + port + "/api/";
        MainHttpServer server = new MainHttpServer();
        server.setCamelContext(camel);
        server.setHost("127.0.0.1");
        server.setPort(port);
        camel.addService(server);
        MlbatchServiceComponent component = new MlbatchServiceComponent();
        options.accept(component);
        camel.addComponent("mlbatch-service", component);
        camel.addRoutes(routes);
        camel.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts a batch of a service with that many records; returns its id. Later calls are for the same service. */
    String start(String service, int records, int parallelCount) throws Exception {
        batch = api + service + "/1.0/batch";
        HttpRequest request = HttpRequest.newBuilder(URI.create(batch + "?parallelCount=" + parallelCount))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> Records.json(records)))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        Matcher id = ID.matcher(response.body());
        if (response.statusCode() != 202 || !id.find()) {
            throw new IllegalStateException(
                    "The response to the start is " + response.statusCode() + " " + response.body());
        }
        return id.group(1);
    }

    /** Starts a batch and waits for its end; returns its id. */
    String complete(String service, int records, int parallelCount) throws Exception {
        String id = start(service, records, parallelCount);
        while (!isComplete(id)) {
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS))
                    .get();
        }
        return id;
    }

    /** Returns true when a batch has ended. Reads the response only up to the state. */
    boolean isComplete(String id) throws Exception {
        try (InputStream response = open(id, false)) {
            return new String(response.readNBytes(HEAD), StandardCharsets.UTF_8).contains("\"Complete\"");
        }
    }

    private InputStream open(String id, boolean partial) throws Exception {
        URI uri = URI.create(batch + "/" + id + "?showPartialResults=" + partial);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream())
                .body();
    }

    /** Reads the whole response with all results; returns its length in bytes. */
    long fetch(String id) throws Exception {
        try (InputStream response = open(id, true)) {
            return response.transferTo(OutputStream.nullOutputStream());
        }
    }

    void delete(String id) throws Exception {
        client.send(
                HttpRequest.newBuilder(URI.create(batch + "/" + id)).DELETE().build(), BodyHandlers.discarding());
    }

    @Override
    public void close() {
        camel.stop();
    }
}
