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
package io.mlbatch.survival;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.Tokens;
import io.mlbatch.protocol.json.BatchResponseJson;
import io.mlbatch.protocol.json.NamesJson;
import io.mlbatch.protocol.json.StartedJson;
import io.mlbatch.protocol.json.TokensJson;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls a {@link HostProgram}. A missing response is an {@link IOException}, a wrong one a failure. */
final class HostClient {

    private static final String BATCH = "/api/" + Scoring.SERVICE + "/batch";
    private static final ServiceId SERVICE = ServiceId.parse(Scoring.SERVICE);
    private static final String KEY_HEADER = "Idempotency-Key";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A host that is stopped accepts connections and does not respond. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final String host;
    private final String url;
    private final Supplier<Optional<String>> token;

    HostClient(int port) {
        this(port, Optional::empty);
    }

    /** @param token is sent with each call, if there is one */
    HostClient(int port, Supplier<Optional<String>> token) {
        this.host = "http://127.0.0.1:" + port;
        this.url = host + BATCH;
        this.token = token;
    }

    /** Starts a batch. @param sent receives the number of bytes that have been sent */
    void start(SentBatch batch, IntConsumer sent) throws IOException, InterruptedException {
        byte[] records = batch.records();
        BodyPublisher body = BodyPublishers.ofInputStream(() -> new CountedStream(records, sent));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + "?parallelCount=8")).POST(body);
        batch.key().ifPresent(key -> request.header(KEY_HEADER, key));
        HttpResponse<byte[]> answer = send(request, 202);
        assertThat(answer.headers().firstValue(KEY_HEADER)).isEqualTo(batch.key());
        batch.accepted(StartedJson.read(new ByteArrayInputStream(answer.body()), SERVICE)
                .value());
    }

    /** The ids of all executions. */
    List<String> list() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(URI.create(url)), 200);
        return NamesJson.read(new ByteArrayInputStream(answer.body()), "executions");
    }

    /** The state and results of an execution. */
    BatchResponse results(String id) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                send(HttpRequest.newBuilder(URI.create(url + "/" + id + "?showPartialResults=true")), 200);
        return BatchResponseJson.read(new ByteArrayInputStream(answer.body()), new ExecutionId(SERVICE, id), List.of());
    }

    /** The file of a record, where there is one. */
    Optional<byte[]> file(String id, int index) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                send(HttpRequest.newBuilder(URI.create(url + "/" + id + "/" + index + "/files/" + Scoring.FILE)));
        if (answer.statusCode() == 404) {
            return Optional.empty();
        }
        assertThat(answer.statusCode()).isEqualTo(200);
        return Optional.of(answer.body());
    }

    void delete(String id) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(URI.create(url + "/" + id)).DELETE(), 200);
    }

    /** Deletes an execution that may be deleted already. */
    void ensureDeleted(String id) throws IOException, InterruptedException {
        assertThat(send(HttpRequest.newBuilder(URI.create(url + "/" + id)).DELETE())
                        .statusCode())
                .isIn(200, 404);
    }

    /** Whether the host knows the execution. */
    boolean knows(String id) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(URI.create(url + "/" + id)));
        assertThat(answer.statusCode()).isIn(200, 404);
        return answer.statusCode() == 200;
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request, int status)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(request);
        assertThat(answer.statusCode()).as(() -> new String(answer.body())).isEqualTo(status);
        return answer;
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        token.get().ifPresent(bearer -> request.setHeader("Authorization", "Bearer " + bearer));
        HttpResponse<byte[]> answer = HTTP.send(request.timeout(SILENCE).build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() == 404 && new String(answer.body(), StandardCharsets.UTF_8).contains("<html>")) {
            // the HTTP server accepts connections for milliseconds before and after the host's own
            throw new IOException("404 of a server without a host");
        }
        if (answer.statusCode() == 503) {
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            throw new IOException("503: " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer;
    }

    /** A login. */
    Tokens login(String user, String password) throws IOException, InterruptedException {
        return tokens(post("/login", "{\"username\":\"" + user + "\",\"password\":\"" + password + "\"}", 200));
    }

    /** The next pair; empty when the host knows no such refresh token. */
    Optional<Tokens> refresh(String refreshToken) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                post("/login/refreshToken", "{\"refreshToken\":\"" + refreshToken + "\"}", 200, 401);
        return answer.statusCode() == 401 ? Optional.empty() : Optional.of(tokens(answer));
    }

    void revoke(String refreshToken) throws IOException, InterruptedException {
        send(
                HttpRequest.newBuilder(URI.create(host + "/login/refreshToken?refreshToken=" + refreshToken))
                        .DELETE(),
                200);
    }

    /** Whether the host knows the token of this client. */
    boolean isLoggedIn() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(URI.create(host + "/services")));
        assertThat(answer.statusCode()).isIn(200, 401);
        return answer.statusCode() == 200;
    }

    private HttpResponse<byte[]> post(String path, String body, Integer... statuses)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(URI.create(host + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(() -> new String(answer.body())).isIn((Object[]) statuses);
        return answer;
    }

    private static Tokens tokens(HttpResponse<byte[]> answer) throws IOException {
        return TokensJson.read(new ByteArrayInputStream(answer.body()), Clock.systemUTC());
    }

    private static final class CountedStream extends ByteArrayInputStream {

        private final IntConsumer sent;

        CountedStream(byte[] bytes, IntConsumer sent) {
            super(bytes);
            this.sent = sent;
        }

        @Override
        public synchronized int read(byte[] buffer, int offset, int length) {
            int read = super.read(buffer, offset, length);
            sent.accept(pos);
            return read;
        }
    }
}
