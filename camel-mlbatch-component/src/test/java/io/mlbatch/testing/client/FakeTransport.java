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
package io.mlbatch.testing.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

import io.mlbatch.client.Artifact;
import io.mlbatch.client.CallContext;
import io.mlbatch.client.transport.ApiRequest;
import io.mlbatch.client.transport.ApiResponse;
import io.mlbatch.client.transport.Transport;
import io.mlbatch.protocol.ApiCall;

/**
 * A transport that returns the scripted responses of each call, each once, the last one repeatedly, and keeps the
 * requests. It opens and closes a request's body as the real one does. Thread-safe.
 */
public final class FakeTransport implements Transport {

    private final Map<ApiCall, Deque<Responder>> script = new EnumMap<>(ApiCall.class);
    private final List<ApiRequest> requests = new ArrayList<>();
    private volatile boolean acknowledging;

    /** Responds to one request. */
    public interface Responder {

        /**
         * @param body the request's body, empty for a request without a body; need not be read
         * @return the response's body
         */
        String respond(ApiRequest request, InputStream body) throws IOException;
    }

    /** Responds with this body. */
    public static Responder respond(String body) {
        return (request, sent) -> body;
    }

    /** Fails with this. */
    public static Responder fail(Function<CallContext, RuntimeException> failure) {
        return (request, sent) -> {
            throw failure.apply(request.context());
        };
    }

    /** Scripts the responses to one call. */
    public synchronized FakeTransport on(ApiCall call, Responder... inThisOrder) {
        script.computeIfAbsent(call, key -> new ArrayDeque<>()).addAll(List.of(inThisOrder));
        return this;
    }

    /** From now on responses state whether the request's key is known. */
    public FakeTransport acknowledging(boolean keys) {
        acknowledging = keys;
        return this;
    }

    /** The requests so far. */
    public synchronized List<ApiRequest> requests() {
        return List.copyOf(requests);
    }

    /** The requests of one call so far. */
    public List<ApiRequest> requests(ApiCall call) {
        return requests().stream().filter(request -> request.call() == call).toList();
    }

    /** Which calls were made, in their order. */
    public List<ApiCall> calls() {
        return requests().stream().map(ApiRequest::call).toList();
    }

    /** The text of a body that can be read again. */
    public static String bodyOf(ApiRequest request) {
        try (InputStream body = request.body().open()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public <T> T call(ApiRequest request, ResponseReader<T> reader) {
        Responder responder = next(request);
        try (InputStream body = request.body() == null
                ? InputStream.nullInputStream()
                : request.body().open()) {
            String answer = responder.respond(request, body);
            return reader.read(
                    new Answer(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)), acknowledging));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized Responder next(ApiRequest request) {
        requests.add(request);
        Deque<Responder> answers = script.get(request.call());
        if (answers == null) {
            throw new AssertionError("No answer is written down for " + request);
        }
        return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
    }

    private record Answer(InputStream body, boolean isKeyAcknowledged) implements ApiResponse {

        @Override
        public int status() {
            return 200;
        }

        @Override
        public Artifact detach(String fileName) {
            return new Artifact(fileName, body, OptionalLong.empty(), null, () -> {});
        }
    }
}
