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
package io.mlbatch.examples.generated;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.apache.camel.main.Main;

/** The route of {@code camel/txservice.yaml} behind the batch API, on a free port of this machine. */
final class Host implements AutoCloseable {

    private final Main main = new Main();
    private final String url;

    Host() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();
            main.addOverrideProperty("camel.server.port", String.valueOf(port));
            url = "http://localhost:" + port;
        }
        main.start();
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        main.stop();
    }
}
