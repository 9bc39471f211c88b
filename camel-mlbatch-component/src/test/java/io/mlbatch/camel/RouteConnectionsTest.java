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
package io.mlbatch.camel;

import java.nio.charset.StandardCharsets;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.testing.http.RawServer;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The connections of a route are those of the transport, with the options of camel-http. */
@Timeout(60)
class RouteConnectionsTest {

    @Test
    void headersWithoutEnd_areLimitedInARoute() throws Exception {
        try (RawServer server = new RawServer((request, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
                    byte[] headers = "X-Some: thing\r\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
                    for (int i = 0; i < 100_000; i++) {
                        out.write(headers);
                    }
                });
                DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();

            assertThatExceptionOfType(CamelExecutionException.class)
                    .isThrownBy(() -> camel.createProducerTemplate()
                            .requestBody(
                                    "mlbatch:TxService/1.0?operation=list&http.connectionsPerRoute=3&serverUrl="
                                            + server.url(),
                                    (Object) null))
                    .withCauseInstanceOf(ServerUnavailableException.class)
                    .havingCause()
                    .withMessageContaining("Maximum header count exceeded");
        }
    }
}
