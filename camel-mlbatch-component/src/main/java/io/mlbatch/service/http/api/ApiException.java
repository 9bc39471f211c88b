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

import java.time.Duration;
import java.util.Map;

/** Thrown when a call ends with an error response. The message is sent to the caller. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    private ApiException(int status, String message, Map<String, String> headers) {
        super(message);
        this.status = status;
        this.headers = headers;
    }

    public static ApiException badRequest(String message) {
        return new ApiException(400, message, Map.of());
    }

    static ApiException unauthorized(String message) {
        return new ApiException(401, message, Map.of("WWW-Authenticate", "Bearer"));
    }

    public static ApiException forbidden(String message) {
        return new ApiException(403, message, Map.of());
    }

    public static ApiException notFound(String message) {
        return new ApiException(404, message, Map.of());
    }

    /** @param allowed the methods of the path, separated by commas */
    static ApiException methodNotAllowed(String method, String allowed) {
        return new ApiException(
                405, "Method " + method + " is not allowed here, only " + allowed, Map.of("Allow", allowed));
    }

    /** @param headers the headers of the response besides its content type */
    public static ApiException conflict(String message, Map<String, String> headers) {
        return new ApiException(409, message, headers);
    }

    static ApiException unsupportedMediaType(String contentType) {
        return new ApiException(
                415, "The body must be JSON (Content-Type: application/json), not " + contentType, Map.of());
    }

    /** @param charset the charset that the Content-Type names */
    static ApiException unsupportedCharset(String charset) {
        return new ApiException(
                415, "The charset '" + charset + "' of the Content-Type is unknown: send the body in UTF-8", Map.of());
    }

    /** @param coding the compression of the body */
    static ApiException unsupportedCoding(String coding) {
        return new ApiException(
                415,
                "The body has Content-Encoding: " + coding + ". Send it with gzip, or not compressed",
                Map.of("Accept-Encoding", "gzip, identity"));
    }

    /** The client sent its body too slowly. */
    static ApiException timeout(String message) {
        return new ApiException(408, message, Map.of());
    }

    /** @param message contains the limit and the option that sets it */
    public static ApiException payloadTooLarge(String message) {
        return new ApiException(413, message, Map.of());
    }

    /** @param retryAfter the delay before a retry; sent in whole seconds, at least one */
    static ApiException tooManyRequests(String message, Duration retryAfter) {
        return new ApiException(429, message, unavailable(message, retryAfter).headers());
    }

    /** @param retryAfter the delay before a retry; sent in whole seconds, at least one */
    public static ApiException unavailable(String message, Duration retryAfter) {
        long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
        return new ApiException(503, message, Map.of("Retry-After", Long.toString(seconds)));
    }

    public int status() {
        return status;
    }

    /** Returns the headers of the response besides its content type. */
    Map<String, String> headers() {
        return headers;
    }
}
