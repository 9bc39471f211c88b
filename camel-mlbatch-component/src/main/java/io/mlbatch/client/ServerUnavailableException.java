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

import java.time.Duration;
import java.util.Optional;

/**
 * Thrown when the server cannot be reached, or temporarily cannot respond: I/O errors, 408, 425, 429, 5xx, a time
 * limit. A later attempt may succeed.
 */
public class ServerUnavailableException extends MlbatchException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;
    private final boolean unsent;

    public ServerUnavailableException(CallContext context, String reason, Throwable cause) {
        this(context, reason, cause, false);
    }

    private ServerUnavailableException(CallContext context, String reason, Throwable cause, boolean unsent) {
        super(context, reason, cause);
        this.retryAfter = null;
        this.unsent = unsent;
    }

    /** Returns the error of a call for which there was no connection. */
    public static ServerUnavailableException notConnected(CallContext context, String reason, Throwable cause) {
        return new ServerUnavailableException(context, reason, cause, true);
    }

    /** @param retryAfter the delay that the server requests before the next attempt; {@code null} without one */
    public ServerUnavailableException(
            CallContext context, int httpStatus, String serverMessage, String reason, Duration retryAfter) {
        super(context, httpStatus, serverMessage, reason, null);
        this.retryAfter = retryAfter;
        this.unsent = false;
    }

    /** Returns whether nothing of the request was sent, because there was no connection. */
    public boolean isUnsent() {
        return unsent;
    }

    /** Returns the delay that the server requests before the next attempt, if it does; at most one day. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
