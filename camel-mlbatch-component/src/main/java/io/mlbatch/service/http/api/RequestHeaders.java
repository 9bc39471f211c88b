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
package io.mlbatch.service.http.api;

import java.util.Optional;
import java.util.function.Function;

import io.mlbatch.protocol.IdempotencyHeader;
import io.mlbatch.protocol.TraceContext;

/**
 * The headers of a request that the API reads.
 *
 * @param contentType the header {@code Content-Type}
 * @param authorization the header {@code Authorization}
 * @param idempotencyKey the header {@code Idempotency-Key}
 * @param accept the header {@code Accept}
 * @param prefer the header {@code Prefer}
 * @param ifNoneMatch the header {@code If-None-Match}
 * @param trace the headers {@code traceparent} and {@code tracestate}, if they are valid
 * @param provenance the headers that show which page sent the request
 */
public record RequestHeaders(
        Optional<String> contentType,
        Optional<String> authorization,
        Optional<String> idempotencyKey,
        Optional<String> accept,
        Optional<String> prefer,
        Optional<String> ifNoneMatch,
        Optional<TraceContext> trace,
        Provenance provenance) {

    /** @param header returns the value of a header by its name */
    public static RequestHeaders of(Function<String, Optional<String>> header) {
        return new RequestHeaders(
                header.apply("Content-Type"),
                header.apply("Authorization"),
                header.apply(IdempotencyHeader.NAME),
                header.apply("Accept"),
                header.apply(PreferredWait.PREFER),
                header.apply("If-None-Match"),
                TraceContext.of(
                        header.apply(TraceContext.PARENT).orElse(null),
                        header.apply(TraceContext.STATE).orElse(null)),
                Provenance.of(header));
    }
}
