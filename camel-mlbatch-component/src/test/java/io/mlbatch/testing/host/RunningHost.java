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
import java.util.List;
import java.util.function.Consumer;

import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.impl.DefaultCamelContext;

import io.mlbatch.service.MlbatchServiceComponent;
import io.mlbatch.testing.http.RawConnection;

/** A Camel context with the HTTP server of camel-main on a free port of this machine, and a client that calls it. */
public final class RunningHost extends HostCaller implements AutoCloseable {

    private final CamelContext camelContext = new DefaultCamelContext();
    private final String contextPath;
    private final int port;
    private Consumer<MainHttpServer> serverSettings = server -> {};

    private RunningHost(String contextPath) throws IOException {
        this(contextPath, freePort());
    }

    private RunningHost(String contextPath, int port) {
        super("http://127.0.0.1:" + port + (contextPath.equals("/") ? "" : contextPath));
        this.contextPath = contextPath;
        this.port = port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Without credentials. */
    public static RunningHost open(RoutesBuilder routes) throws Exception {
        return with(component -> {}, routes);
    }

    /** Without credentials. */
    public static RunningHost open(LambdaRouteBuilder routes) throws Exception {
        return open(builder(routes));
    }

    public static RunningHost secured(String username, String password, RoutesBuilder routes) throws Exception {
        return with(
                component -> {
                    component.setUsername(username);
                    component.setPassword(password);
                },
                routes);
    }

    public static RunningHost secured(String username, String password, LambdaRouteBuilder routes) throws Exception {
        return secured(username, password, builder(routes));
    }

    public static RunningHost with(Consumer<MlbatchServiceComponent> options, LambdaRouteBuilder routes)
            throws Exception {
        return with(options, builder(routes));
    }

    private static RoutesBuilder builder(LambdaRouteBuilder routes) {
        return new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                routes.accept(this);
            }
        };
    }

    public static RunningHost with(Consumer<MlbatchServiceComponent> options, RoutesBuilder routes) throws Exception {
        return new RunningHost("/").start("127.0.0.1", options, routes);
    }

    /** @param address the address to which the server is bound */
    public static RunningHost boundTo(
            String address, Consumer<MlbatchServiceComponent> options, LambdaRouteBuilder routes) throws Exception {
        return new RunningHost("/").start(address, options, builder(routes));
    }

    public static RunningHost under(String contextPath, LambdaRouteBuilder routes) throws Exception {
        return under(contextPath, component -> {}, routes);
    }

    public static RunningHost under(
            String contextPath, Consumer<MlbatchServiceComponent> options, LambdaRouteBuilder routes) throws Exception {
        return new RunningHost(contextPath).start("127.0.0.1", options, builder(routes));
    }

    /** @param server settings of the HTTP server */
    public static RunningHost on(Consumer<MainHttpServer> server, LambdaRouteBuilder routes) throws Exception {
        return on(server, component -> {}, routes);
    }

    /** @param server settings of the HTTP server */
    public static RunningHost on(
            Consumer<MainHttpServer> server, Consumer<MlbatchServiceComponent> options, LambdaRouteBuilder routes)
            throws Exception {
        RunningHost host = new RunningHost("/");
        host.serverSettings = server;
        return host.start("127.0.0.1", options, builder(routes));
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
            close();
            throw e;
        }
    }

    /** A connection on which a test writes and reads any bytes. */
    public RawConnection connect() throws IOException {
        return new RawConnection(port);
    }

    public CamelContext camelContext() {
        return camelContext;
    }

    /** Returns the states of the host's readiness check; empty if it is not registered. */
    public List<HealthCheck.State> readiness() {
        return HealthCheckHelper.invokeReadiness(camelContext).stream()
                .filter(result -> result.getCheck().getId().equals("mlbatch-service"))
                .map(HealthCheck.Result::getState)
                .toList();
    }

    /** Without the context path. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        // otherwise the context waits 45 seconds for records that a test holds
        camelContext.getShutdownStrategy().setTimeout(1);
        camelContext.stop();
    }
}
