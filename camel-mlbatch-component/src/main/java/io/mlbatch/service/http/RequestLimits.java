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
package io.mlbatch.service.http;

import java.time.Duration;

/**
 * What one request, and all of them together, may take of the host.
 *
 * @param maxBodySize the largest body, in bytes
 * @param maxRequests the most requests in flight, from their head to the end of their answer
 * @param bodyTimeout the longest wait for a body that does not come
 */
public record RequestLimits(long maxBodySize, int maxRequests, Duration bodyTimeout) {

    /** 1 GiB, 100 requests, 30 seconds. */
    public static final RequestLimits DEFAULT = new RequestLimits(1L << 30, 100, Duration.ofSeconds(30));

    /** @throws IllegalArgumentException with the option's name when one is not positive */
    public RequestLimits {
        requirePositive("maxBodySize", maxBodySize);
        requirePositive("maxRequests", maxRequests);
        requirePositive("bodyTimeout", bodyTimeout.toMillis());
    }

    private static void requirePositive(String option, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "The option " + option + " of the component mlbatch-service must be at least 1, not " + value);
        }
    }
}
