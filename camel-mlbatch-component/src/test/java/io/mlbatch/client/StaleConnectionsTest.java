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
package io.mlbatch.client;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.testing.client.HttpServerSupport;
import io.mlbatch.testing.http.RawServer;

import static io.mlbatch.testing.client.Samples.DESCRIPTION;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static io.mlbatch.testing.client.Samples.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

/** A server that closes each connection after its response, without saying so. */
class StaleConnectionsTest extends HttpServerSupport {

    @Test
    void startOnAPooledConnectionThatTheServerHasClosed_isSentOnANewOne() throws Exception {
        try (RawServer server = new RawServer((request, out) -> {
            String body = request.startsWith("POST") ? STARTED : DESCRIPTION;
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.UTF_8));
        })) {
            BatchClient client = http.client(server.url(), TokenSource.NONE);
            for (int i = 0; i < 20; i++) {
                client.capabilities(SERVICE);
                server.awaitClosedConnection();
                assertThat(Call.START.make(client)).isEqualTo(EXECUTION);
                server.awaitClosedConnection();
            }
            assertThat(server.requestLines()).hasSize(40);
        }
    }
}
