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
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.BatchResponseJson;
import io.mlbatch.protocol.json.NamesJson;
import io.mlbatch.protocol.json.StartedJson;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls a {@link HostProgram}. An answer that does not come is an {@link IOException}, one that is wrong a failure. */
final class HostClient {

    private static final String BATCH = "/api/" + Scoring.SERVICE + "/batch";
    private static final ServiceId SERVICE = ServiceId.parse(Scoring.SERVICE);
    private static final String KEY_HEADER = "Idempotency-Key";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String url;

    HostClient(int port) {
        this.url = "http://127.0.0.1:" + port + BATCH;
    }

    /** Starts a batch. @param sent hears how many bytes have been handed over */
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

    /** What there is of an execution. */
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

    private static HttpResponse<byte[]> send(HttpRequest.Builder request, int status)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(request);
        assertThat(answer.statusCode()).as(() -> new String(answer.body())).isEqualTo(status);
        return answer;
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
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
