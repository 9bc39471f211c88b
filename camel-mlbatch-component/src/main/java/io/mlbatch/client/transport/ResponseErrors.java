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

import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

import org.apache.hc.core5.http.HttpException;

import io.mlbatch.client.AccessDeniedException;
import io.mlbatch.client.AuthenticationFailedException;
import io.mlbatch.client.CallContext;
import io.mlbatch.client.MalformedAnswerException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.UnknownOutcomeException;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.json.ErrorJson;
import io.mlbatch.protocol.json.MalformedJsonException;

/** Maps an unsuccessful response to its exception. Only this class interprets a status. */
public final class ResponseErrors {

    // the outcome that is not known when the response to such a call is lost
    private static final Map<ApiCall, String> UNKNOWN = Map.of(
            ApiCall.START, "unknown whether the server started the batch: ",
            ApiCall.CONSUME, "unknown whether the service has run: ");

    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofDays(1);

    private final Clock clock;

    /** @param clock for {@code Retry-After} with a date */
    public ResponseErrors(Clock clock) {
        this.clock = clock;
    }

    /** Returns the error of a call whose response did not arrive, or does not conform to the API. */
    static MlbatchException lost(ApiRequest request, String reason, Throwable cause) {
        return UNKNOWN.containsKey(request.call())
                ? unknown(request, 0, null, reason, cause)
                : cause instanceof MalformedJsonException || cause instanceof HttpException
                        ? new MalformedAnswerException(request.context(), reason, cause)
                        : new ServerUnavailableException(request.context(), reason, cause);
    }

    /** Returns an error that is not retried: a repetition would return as many bytes. */
    static MlbatchException tooLarge(ApiRequest request, ResponseTooLargeException e) {
        return UNKNOWN.containsKey(request.call())
                ? unknown(request, 0, null, e.getMessage(), e)
                : new MlbatchException(request.context(), e.getMessage(), e);
    }

    private static MlbatchException unknown(
            ApiRequest request, int status, String said, String reason, Throwable cause) {
        return new UnknownOutcomeException(
                request.context(), status, said, request.idempotencyKey(), UNKNOWN.get(request.call()) + reason, cause);
    }

    MlbatchException of(ApiRequest request, HttpApiResponse response) {
        CallContext context = request.context();
        int status = response.status();
        byte[] body = body(response);
        String said = ErrorJson.readMessage(body, request::masked);
        boolean html = ErrorJson.isHtml(body);
        String reason = "HTTP " + status + (html ? " with a page that is not of the API" : "")
                + (said.isEmpty() ? "" : ": " + said);
        switch (status) {
            case 206:
                String part = reason + ": a part of a response, which no call asks for";
                return UNKNOWN.containsKey(request.call())
                        ? unknown(request, status, said, part, null)
                        : new MalformedAnswerException(context, part, null);
            case 401:
                return new AuthenticationFailedException(context, status, said, reason + remedy(request, said));
            case 403:
                return new AccessDeniedException(context, status, said, reason);
            case 404:
                return new NotFoundException(context, status, said, reason, !ErrorJson.isError(body), html);
            case 408, 425, 429, 503:
                // nothing was started: the request was incomplete, or was not processed
                return new ServerUnavailableException(
                        context, status, said, reason, retryAfter(response.header("Retry-After")));
            default:
        }
        if (status >= 500) {
            // the server, or a gateway before it, failed: perhaps after it had started the batch
            return UNKNOWN.containsKey(request.call())
                    ? unknown(request, status, said, reason, null)
                    : new ServerUnavailableException(context, status, said, reason, null);
        }
        if (status >= 300 && status < 400) {
            // a token must not be sent to a location other than the configured one
            return new RequestRejectedException(
                    context, status, said, reason + ": redirects are not followed, check serverUrl");
        }
        return new RequestRejectedException(context, status, said, reason);
    }

    private static String remedy(ApiRequest request, String said) {
        boolean login = request.call() == ApiCall.LOGIN || request.call() == ApiCall.REFRESH;
        if (request.token() == null && !login) {
            return " (no token was sent: set username and password, or accessToken)";
        }
        return !said.isEmpty() ? "" : login ? " (wrong credentials)" : " (the server rejected the token)";
    }

    private static byte[] body(HttpApiResponse response) {
        try {
            return response.body().readNBytes(MAX_BODY_BYTES);
        } catch (IOException brokenOff) {
            // the status was received, and is sufficient
            return new byte[0];
        }
    }

    /** Parses seconds or a date, up to a day. Any other value is ignored. */
    private Duration retryAfter(String header) {
        if (header == null) {
            return null;
        }
        try {
            if (header.strip().chars().allMatch(Character::isDigit)) {
                return atMostADay(Duration.ofSeconds(Long.parseLong(header.strip())));
            }
            ZonedDateTime date = ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration wait = Duration.between(clock.instant(), date.toInstant());
            return wait.isNegative() ? Duration.ZERO : atMostADay(wait);
        } catch (NumberFormatException | DateTimeException notSaid) {
            return null;
        }
    }

    private static Duration atMostADay(Duration wait) {
        return wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait;
    }
}
