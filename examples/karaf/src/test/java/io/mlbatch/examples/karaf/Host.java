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
package io.mlbatch.examples.karaf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import org.apache.camel.main.Main;

/** Hosts the quickstart's {@code TxService/1.0} in this JVM, on a free port. */
final class Host implements AutoCloseable {

    private final Main main = new Main();
    private final int port;

    private Host(int port) {
        this.port = port;
    }

    /** @param executions the folder of its database */
    static Host start(Path executions) throws Exception {
        Host host = new Host(freePort());
        host.main.addOverrideProperty("camel.main.routesIncludePattern", "classpath:camel/txservice.yaml");
        host.main.addOverrideProperty("camel.server.port", String.valueOf(host.port));
        host.main.addOverrideProperty("quickstart.executions", executions.toString());
        host.main.start();
        return host;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String camelVersion() {
        return main.getCamelContext().getVersion();
    }

    @Override
    public void close() {
        main.stop();
    }
}
