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
package io.mlbatch.service;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;

import org.apache.camel.builder.LambdaRouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.http.RawConnection;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

/** Bodies that arrive late, in parts, too large or not at all. */
@Tag("host")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceBodiesIT {

    private static final String BATCH = "/api/A/1/batch";
    private static final int MIB = 1024 * 1024;

    private RunningHost host;
    private RunningHost hasty;
    private RunningHost secured;

    @BeforeAll
    void start() throws Exception {
        LambdaRouteBuilder routes =
                builder -> builder.from("mlbatch-service:A/1").log("scored");
        host = RunningHost.with(component -> component.setMaxBodySize(32 * MIB), routes);
        hasty = RunningHost.with(component -> component.setBodyTimeout(300), routes);
        secured = RunningHost.secured("admin", "secret", routes);
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
        hasty.close();
        secured.close();
    }

    @Test
    void caller_isCheckedBeforeTheBodyComes() throws Exception {
        try (RawConnection connection = secured.connect()) {
            connection.head("POST " + BATCH, "Content-Length: 1000000000", "Content-Type: application/json");
            assertThat(connection.answer())
                    .startsWith("HTTP/1.1 401 ")
                    .containsIgnoringCase("connection: close")
                    .contains("needs an access token");
        }
    }

    @Test
    void expectContinue_getsContinue() throws Exception {
        try (RawConnection connection = host.connect()) {
            connection.head("POST " + BATCH, "Content-Length: 4", "Expect: 100-continue");
            assertThat(connection.until("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(connection.send("[{}]").answer()).startsWith("HTTP/1.1 202 ");
            connection.head("GET " + BATCH);
            assertThat(connection.answer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void expectContinueOfARejectedRequest_getsNoContinue() throws Exception {
        try (RawConnection connection = secured.connect()) {
            connection.head("POST " + BATCH, "Content-Length: 4", "Expect: 100-continue");
            assertThat(connection.answer()).startsWith("HTTP/1.1 401 ").containsIgnoringCase("connection: close");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void bodyThatIsDeclaredTooLarge_isRefusedBeforeItComes() throws Exception {
        try (RawConnection connection = host.connect()) {
            connection.head("POST " + BATCH, "Content-Length: " + (32 * MIB + 1));
            assertThat(connection.answer())
                    .startsWith("HTTP/1.1 413 ")
                    .contains("the limit is " + 32 * MIB + " bytes (the host's option maxBodySize)");
        }
    }

    @Test
    void bodyThatGrowsTooLarge_isRefused() throws Exception {
        try (RawConnection connection = host.connect()) {
            connection.head("POST " + BATCH, "Transfer-Encoding: chunked");
            connection.send(chunk("[{}"));
            String records = chunk((",{\"a\":\"" + "x".repeat(1_015) + "\"}").repeat(1_024));
            for (int i = 0; i < 33; i++) {
                connection.send(records);
            }
            assertThat(connection.answer()).startsWith("HTTP/1.1 413 ").contains("maxBodySize");
        }
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void bodyThatDoesNotArrive_timesOut() throws Exception {
        try (RawConnection connection = hasty.connect()) {
            connection.head("POST " + BATCH, "Content-Length: 100").send("[{},");
            assertThat(connection.answer())
                    .startsWith("HTTP/1.1 408 ")
                    .contains("300 ms (the host's option bodyTimeout)");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void bodyThatTrickles_timesOut() throws Exception {
        try (RawConnection connection = hasty.connect()) {
            connection.head("POST " + BATCH, "Content-Length: 1000000").send("[");
            Awaitility.await()
                    .pollInterval(50, TimeUnit.MILLISECONDS)
                    .atMost(1, TimeUnit.MINUTES)
                    .until(() -> !goesOn(connection));
        }
    }

    private static boolean goesOn(RawConnection connection) throws IOException {
        try {
            connection.send(" ");
            return true;
        } catch (SocketException closed) {
            return false;
        }
    }

    @Test
    void bodyThatBreaksOff_isNotTaken() throws Exception {
        String before = host.get(BATCH).body();
        try (RawConnection connection = host.connect()) {
            connection.head("POST " + BATCH, "Content-Length: 100").send("[{},{}");
        }
        // the order of arrival: whatever the broken one left would be there
        assertResponse(host.post(BATCH, "[]"), 400);
        assertThat(host.get(BATCH).body()).isEqualTo(before);
    }

    @Test
    void refusedBody_isReadToItsEndAndTheConnectionStaysOpen() throws Exception {
        byte[] records = ("[1" + " ".repeat(8 * MIB) + "]").getBytes();
        try (RawConnection connection = host.connect()) {
            // nothing is read before all of it is written, as most clients do
            connection
                    .head("POST " + BATCH, "Content-Length: " + records.length)
                    .send(records);
            assertThat(connection.answer()).startsWith("HTTP/1.1 400 ");
            connection.head("GET " + BATCH);
            assertThat(connection.answer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void refusedBodyWithoutAnEnd_endsWithTheConnection() throws Exception {
        try (RawConnection connection = host.connect()) {
            connection.head("POST " + BATCH, "Transfer-Encoding: chunked").send("8\r\n[1,2,3,4\r\n");
            assertThat(connection.answer()).startsWith("HTTP/1.1 400 ");
            String chunk = Integer.toHexString(MIB) + "\r\n" + " ".repeat(MIB) + "\r\n";
            awaitTrue(() -> {
                try {
                    connection.send(chunk);
                    return false;
                } catch (SocketException closed) {
                    return true;
                }
            });
        }
    }

    @Test
    void refusedBodyThatStalls_endsWithTheConnection() throws Exception {
        try (RawConnection connection = hasty.connect()) {
            connection.head("POST " + BATCH, "Content-Length: 100").send("[1,2,3,4");
            assertThat(connection.answer()).startsWith("HTTP/1.1 400 ");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void body_comesOverHttp2AsWell() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        URI uri = URI.create(host.url() + BATCH);
        // the first one asks for the upgrade
        assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                        .version())
                .isEqualTo(HttpClient.Version.HTTP_2);
        for (String records : new String[] {"[{}" + " ".repeat(4 * MIB) + "]", "[1" + " ".repeat(4 * MIB) + "]"}) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(uri)
                            .POST(BodyPublishers.ofString(records))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(records.startsWith("[{") ? 202 : 400);
        }
    }
}
