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
package io.mlbatch.testing.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.impl.DefaultCamelContext;

import io.mlbatch.service.MlbatchServiceComponent;
import io.mlbatch.testing.http.RawConnection;

/** A Camel context with the HTTP server of camel-main on a free port of this machine, and a client that calls it. */
public final class RunningHost implements AutoCloseable {

    private final CamelContext camelContext = new DefaultCamelContext();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String contextPath;
    private final int port;
    private Consumer<MainHttpServer> serverSettings = server -> {};

    private RunningHost(String contextPath) throws IOException {
        this.contextPath = contextPath;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    /** Without credentials. */
    public static RunningHost open(RoutesBuilder routes) throws Exception {
        return with(component -> {}, routes);
    }

    public static RunningHost secured(String username, String password, RoutesBuilder routes) throws Exception {
        return with(
                component -> {
                    component.setUsername(username);
                    component.setPassword(password);
                },
                routes);
    }

    public static RunningHost with(Consumer<MlbatchServiceComponent> options, RoutesBuilder routes) throws Exception {
        return new RunningHost("/").start("127.0.0.1", options, routes);
    }

    /** @param address what the server is bound to */
    public static RunningHost boundTo(String address, Consumer<MlbatchServiceComponent> options, RoutesBuilder routes)
            throws Exception {
        return new RunningHost("/").start(address, options, routes);
    }

    public static RunningHost under(String contextPath, RoutesBuilder routes) throws Exception {
        return new RunningHost(contextPath).start("127.0.0.1", component -> {}, routes);
    }

    /** @param server settings of the HTTP server */
    public static RunningHost on(Consumer<MainHttpServer> server, RoutesBuilder routes) throws Exception {
        return on(server, component -> {}, routes);
    }

    /** @param server settings of the HTTP server */
    public static RunningHost on(
            Consumer<MainHttpServer> server, Consumer<MlbatchServiceComponent> options, RoutesBuilder routes)
            throws Exception {
        RunningHost host = new RunningHost("/");
        host.serverSettings = server;
        return host.start("127.0.0.1", options, routes);
    }

    private RunningHost start(String address, Consumer<MlbatchServiceComponent> options, RoutesBuilder routes)
            throws Exception {
        try {
            MainHttpServer server = new MainHttpServer();
            server.setCamelContext(camelContext);
            server.setHost(address);
            server.setPort(port);
            server.setPath(contextPath);
            serverSettings.accept(server);
            camelContext.addService(server);
            MlbatchServiceComponent component = new MlbatchServiceComponent();
            options.accept(component);
            camelContext.addComponent("mlbatch-service", component);
            camelContext.addRoutes(routes);
            camelContext.start();
            return this;
        } catch (Exception e) {
            camelContext.close();
            throw e;
        }
    }

    /** A connection on which a test writes and reads what it likes. */
    public RawConnection connect() throws IOException {
        return new RawConnection(port);
    }

    public CamelContext camelContext() {
        return camelContext;
    }

    /** Without the context path. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    public HttpResponse<String> delete(String path, String... headers) throws Exception {
        return send("DELETE", path, null, headers);
    }

    public HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send("POST", path, body, headers);
    }

    /** @param headers names and values in turn */
    public HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        String base = contextPath.equals("/") ? "" : contextPath;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + base + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws Exception {
        camelContext.close();
    }
}
