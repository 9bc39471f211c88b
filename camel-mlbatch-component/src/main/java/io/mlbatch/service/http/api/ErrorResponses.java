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

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.UnreadableTextException;
import io.mlbatch.protocol.json.ErrorJson;
import io.mlbatch.protocol.json.MalformedJsonException;
import io.mlbatch.service.engine.BatchTooLargeException;
import io.mlbatch.service.store.QuotaExceededException;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.StoreFullException;

/**
 * Translates exceptions to responses. The response to an exception that the request did not cause does not contain its
 * message.
 */
public final class ErrorResponses {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);

    /** Time in which a full disk or a failed store may recover. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private ErrorResponses() {}

    public static HttpResponse of(HttpRequest request, Throwable exception) {
        // records are read within an iterator, which throws only unchecked exceptions
        Throwable cause = exception instanceof UncheckedIOException || exception instanceof CompletionException
                ? exception.getCause()
                : exception;
        if (cause instanceof ApiException error) {
            return of(error);
        }
        if (cause instanceof BodyException rejected) {
            return of(rejected.error());
        }
        if (cause instanceof MalformedJsonException) {
            return of(ApiException.badRequest(withRemedy(cause.getMessage())));
        }
        if (cause instanceof UnreadableTextException) {
            return of(ApiException.badRequest("the records: " + cause.getMessage()));
        }
        if (cause instanceof InvalidRecordException) {
            return of(ApiException.badRequest(cause.getMessage()));
        }
        if (cause instanceof BatchTooLargeException) {
            return of(ApiException.payloadTooLarge(cause.getMessage()));
        }
        if (cause instanceof StoreFullException) {
            return of(ApiException.unavailable(cause.getMessage(), RETRY_AFTER));
        }
        if (cause instanceof QuotaExceededException) {
            return of(ApiException.tooManyRequests(cause.getMessage(), RETRY_AFTER));
        }
        if (cause instanceof StoreException) {
            // the store logs when it begins to fail: a line per call would fill the log. Also, a path can contain a
            // token
            LOG.debug("{} failed", request.method(), exception);
            return of(ApiException.unavailable(cause.getMessage(), RETRY_AFTER));
        }
        if (cause instanceof OutOfMemoryError) {
            LOG.error("{} failed because memory is exhausted: {}", request.method(), cause.getMessage());
            return of(ApiException.unavailable("The host does not have enough memory for the request", RETRY_AFTER));
        }
        // a path below this root can contain a refresh token
        String path = request.target().root().equals("/login")
                ? request.target().root()
                : request.target().path();
        LOG.error("{} {} failed", request.method(), path, exception);
        return json(500, "Internal error");
    }

    /** Adds the remedy for clients like PowerShell 5.1, which sends Latin-1 without a charset. */
    private static String withRemedy(String malformed) {
        return malformed.contains("Invalid UTF-8")
                ? malformed + " (if the body has another encoding, set its charset in the Content-Type)"
                : malformed;
    }

    public static HttpResponse of(ApiException error) {
        HttpResponse response = json(error.status(), error.getMessage());
        Map<String, String> headers = new HashMap<>(response.headers());
        headers.putAll(error.headers());
        return new HttpResponse(response.status(), headers, response.body());
    }

    private static HttpResponse json(int status, String message) {
        return HttpResponse.json(status, ErrorJson.write(status, message));
    }
}
