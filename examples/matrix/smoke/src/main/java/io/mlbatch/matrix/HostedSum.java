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
package io.mlbatch.matrix;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.impl.DefaultCamelContext;

import io.mlbatch.service.MlbatchServiceComponent;

/** Hosts a service that adds, on a free port, for a user with a password. */
public final class HostedSum implements AutoCloseable {

    /** A record of the service. */
    public record Numbers(double a, double b) {}

    /** The outputs of the service. */
    public record Sum(double sum) {}

    private final CamelContext context = new DefaultCamelContext();
    private final int port;

    private HostedSum(int port) {
        this.port = port;
    }

    static HostedSum start() throws Exception {
        HostedSum host = new HostedSum(freePort());
        MainHttpServer server = new MainHttpServer();
        server.setCamelContext(host.context);
        server.setHost("127.0.0.1");
        server.setPort(host.port);
        host.context.addService(server);
        MlbatchServiceComponent component = host.context.getComponent("mlbatch-service", MlbatchServiceComponent.class);
        component.setUsername("analyst");
        component.setPassword("mtcars-1974");
        host.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch-service:Sum/1.0?inputType=" + Numbers.class.getName() + "&outputType="
                                + Sum.class.getName())
                        .transform()
                        .body(Numbers.class, numbers -> new Sum(numbers.a() + numbers.b()));
            }
        });
        host.context.start();
        return host;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        context.stop();
    }
}
