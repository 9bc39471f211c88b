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
package io.mlbatch.client.transport;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.mlbatch.client.CallContext;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.TraceContext;

/**
 * A call as it will be sent. Its text form does not show the token.
 *
 * @param call the call of the API
 * @param context the subject of the call, for errors
 * @param path the encoded path, below the server's base URL
 * @param query the encoded query, or {@code null}
 * @param body the body, or {@code null}
 * @param token the bearer token, or {@code null}
 * @param idempotencyKey the same for all attempts of one request, or {@code null}
 * @param deadline the instant by which the call must end, or {@code null}: as long as {@link CallLimits} allow
 * @param trace the trace that the request belongs to, or {@code null}
 */
public record ApiRequest(
        ApiCall call,
        CallContext context,
        String path,
        String query,
        ApiRequestBody body,
        String token,
        String idempotencyKey,
        Deadline deadline,
        TraceContext trace) {

    private static final String MASK = "***";

    public ApiRequest {
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(path, "path");
    }

    private ApiRequest(ApiCall call, CallContext context, String path) {
        this(call, context, path, null, null, null, null, null, null);
    }

    /** Returns a call about the server as a whole. */
    public static ApiRequest of(ApiCall call) {
        return new ApiRequest(call, CallContext.of(call.label(), (ServiceId) null), call.path());
    }

    /** Returns a call about a service. */
    public static ApiRequest of(ApiCall call, ServiceId service) {
        return new ApiRequest(
                call, CallContext.of(call.label(), service), call.path(service.name(), service.version()));
    }

    /** Returns a call about an execution, or about a part of it. */
    public static ApiRequest of(ApiCall call, ExecutionId id, String... more) {
        String[] values = Stream.concat(
                        Stream.of(id.service().name(), id.service().version(), id.value()), Stream.of(more))
                .toArray(String[]::new);
        return new ApiRequest(call, CallContext.of(call.label(), id), call.path(values));
    }

    /** Returns a call for the status of an execution, and for its results when it has ended. */
    public static ApiRequest results(ExecutionId id, boolean showPartialResults) {
        return of(ApiCall.RESULTS, id).withQuery("showPartialResults=" + showPartialResults);
    }

    public ApiRequest withQuery(String encodedQuery) {
        return new ApiRequest(call, context, path, encodedQuery, body, token, idempotencyKey, deadline, trace);
    }

    public ApiRequest withBody(ApiRequestBody newBody) {
        return new ApiRequest(call, context, path, query, newBody, token, idempotencyKey, deadline, trace);
    }

    public ApiRequest withToken(String newToken) {
        return new ApiRequest(call, context, path, query, body, newToken, idempotencyKey, deadline, trace);
    }

    public ApiRequest withIdempotencyKey(String newKey) {
        return new ApiRequest(call, context, path, query, body, token, newKey, deadline, trace);
    }

    public ApiRequest withTrace(Optional<TraceContext> newTrace) {
        return new ApiRequest(call, context, path, query, body, token, idempotencyKey, deadline, newTrace.orElse(null));
    }

    /** Returns the request with the operation that it is a part of in the messages of its errors. */
    public ApiRequest during(String operation) {
        return new ApiRequest(
                call, context.during(operation), path, query, body, token, idempotencyKey, deadline, trace);
    }

    /** Returns the request with the server in the messages of its errors. */
    ApiRequest at(URI server) {
        return new ApiRequest(call, context.at(server), path, query, body, token, idempotencyKey, deadline, trace);
    }

    /** @param newDeadline {@code null}: no deadline */
    public ApiRequest withDeadline(Deadline newDeadline) {
        return new ApiRequest(call, context, path, query, body, token, idempotencyKey, newDeadline, trace);
    }

    /** Returns whether the request can be sent now, possibly again: a body may be a stream that is read only once. */
    boolean isSendable() {
        return body == null || body.isSendable();
    }

    /**
     * Returns the text with asterisks in place of the token and of the secrets in the body, because servers echo
     * requests.
     */
    String masked(String text) {
        String masked = token == null ? text : text.replace(token, MASK);
        if (body != null) {
            for (String secret : body.secrets()) {
                masked = masked.replace(secret, MASK);
            }
        }
        return masked;
    }

    /** Returns path and query. */
    public String target() {
        return query == null ? path : path + "?" + query;
    }

    @Override
    public String toString() {
        return call.method() + " " + target();
    }
}
