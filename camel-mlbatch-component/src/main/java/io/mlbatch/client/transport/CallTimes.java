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

import java.time.Duration;

import io.mlbatch.client.waiting.Timers;

/**
 * How long calls may take. While the client waits for the server, sending a request and receiving its response may each
 * take {@code responseTimeout}, and a second more for every KiB that was transferred. Time in which records are read
 * from their source, or in which a route processes what it has received, does not count. So a large upload or download
 * may take hours, and a response that arrives byte by byte ends.
 *
 * @param timers abort calls
 * @param responseTimeout zero: no limit
 */
public record CallTimes(Timers timers, Duration responseTimeout) {

    /** A sensible network is faster by orders of magnitude. */
    static final int SLOWEST_BYTES_PER_SECOND = 1024;

    CallWatchdog watch(ApiRequest request, Runnable abort) {
        return new CallWatchdog(this, request.deadline(), abort);
    }
}
