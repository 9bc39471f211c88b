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
package io.mlbatch.service.http.platform;

import java.time.Duration;

/**
 * The limits of one request, and of all requests together.
 *
 * @param maxBodySize the largest body in bytes
 * @param maxRequests the largest number of requests in flight, from their head to the end of their response
 * @param bodyTimeout the longest wait for a body that does not arrive
 * @param responseTimeout the longest wait for a client that does not read its response
 * @param maxConnections the largest number of connections; 0 derives it from the limit of file descriptors of the
 *     process
 * @param idleTimeout the longest time that a connection may be open without a request
 */
public record RequestLimits(
        long maxBodySize,
        int maxRequests,
        Duration bodyTimeout,
        Duration responseTimeout,
        int maxConnections,
        Duration idleTimeout) {

    /** 1 GiB, 100 requests, 30 seconds for bodies and responses, connections by descriptors, idle for a minute. */
    public static final RequestLimits DEFAULT =
            new RequestLimits(1L << 30, 100, Duration.ofSeconds(30), Duration.ofSeconds(30), 0, Duration.ofMinutes(1));

    /** @throws IllegalArgumentException with the name of an option that is too small */
    public RequestLimits {
        requireAtLeast(1, "maxBodySize", maxBodySize);
        requireAtLeast(1, "maxRequests", maxRequests);
        requireAtLeast(1, "bodyTimeout", bodyTimeout.toMillis());
        requireAtLeast(1, "responseTimeout", responseTimeout.toMillis());
        requireAtLeast(0, "maxConnections", maxConnections);
        requireAtLeast(1, "idleTimeout", idleTimeout.toMillis());
    }

    private static void requireAtLeast(long least, String option, long value) {
        if (value < least) {
            throw new IllegalArgumentException("The option " + option + " of the component mlbatch-service must be at"
                    + " least " + least + ", not " + value);
        }
    }
}
