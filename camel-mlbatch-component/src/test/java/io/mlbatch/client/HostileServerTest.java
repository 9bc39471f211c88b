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

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.mlbatch.client.calls.DefaultBatchClient;
import io.mlbatch.client.calls.ServiceDescriptions;
import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.testing.client.HttpServerSupport;
import io.mlbatch.testing.client.PooledHttp;
import io.mlbatch.testing.http.RawServer;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Servers that send more than a client can hold. */
class HostileServerTest extends HttpServerSupport {

    private static final long ENDLESS = 4_000_000_000L;

    private Throwable failureOf(String head, String block) throws IOException {
        try (RawServer server = new RawServer((request, out) -> {
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = block.repeat(1000).getBytes(StandardCharsets.US_ASCII);
            for (long sent = 0; sent < ENDLESS; sent += bytes.length) {
                out.write(bytes);
            }
        })) {
            Throwable failure = catchThrowable(
                    () -> http.client(server.url(), TokenSource.NONE).executions(SERVICE));
            assertThat(http.leased()).isZero();
            assertThat(server.written()).isLessThan(200_000_000L);
            return failure;
        }
    }

    @Test
    void headersWithoutEnd_areAnError() throws IOException {
        assertThat(failureOf("HTTP/1.1 200 OK\r\n", "X-Some: thing\r\n"))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("Maximum header count exceeded");
    }

    @Test
    void headerLineWithoutEnd_isAnError() throws IOException {
        assertThat(failureOf("HTTP/1.1 200 OK\r\nX: ", "xxxxxxxxxxxxxxxx"))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("Maximum line length limit exceeded");
    }

    /** HttpClient throws an IllegalArgumentException for it. */
    @ParameterizedTest
    @EnumSource
    void statusOfZero_isAnErrorOfTheConnection(Call call) throws IOException {
        describeService();
        try (RawServer server = RawServer.answering("HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n")) {
            ServiceDescriptions known = new ServiceDescriptions(time);
            known.refresh(SERVICE, http.transport(serverUrl()));
            BatchClient client =
                    new DefaultBatchClient(http.transport(server.url()), known, true, SpoolFactory.IN_MEMORY);
            boolean unknown = call == Call.START || call == Call.CONSUME;
            assertThat(catchThrowable(() -> call.make(client)))
                    .isExactlyInstanceOf(unknown ? UnknownOutcomeException.class : ServerUnavailableException.class)
                    .hasMessageContaining("Status code must not be negative or zero");
            assertThat(http.leased()).isZero();
        }
    }

    @Test
    void listWithoutEnd_isAnError() throws IOException {
        assertThat(failureOf("HTTP/1.1 200 OK\r\n\r\n[", "                  "))
                .isExactlyInstanceOf(MlbatchException.class)
                .hasMessageContaining("the response has more than 67108864 bytes");
    }

    @ParameterizedTest
    @EnumSource(names = {"STATUS", "SWAGGER", "CAPABILITIES", "START", "RESULTS"})
    void compressedResponseThatUnpacksToMoreThanItsCallAllows_isAnError(Call call) throws IOException {
        describeService();
        respond(
                call,
                aResponse()
                        .withStatus(200)
                        .withHeader("Content-Encoding", "gzip")
                        // 60 MB of blanks before anything else
                        .withBody(gzip(" ".repeat(60_000_000))));

        assertThat(catchThrowable(() -> call.make(client())))
                .isExactlyInstanceOf(call == Call.START ? UnknownOutcomeException.class : MlbatchException.class)
                .hasMessageContaining("the response has more than ")
                .hasMessageContaining(
                        call == Call.RESULTS
                                ? PooledHttp.MOST + " bytes, which is the limit of the"
                                        + " component's option maxSpoolSize"
                                : " bytes");
        assertThat(http.leased()).isZero();
    }
}
