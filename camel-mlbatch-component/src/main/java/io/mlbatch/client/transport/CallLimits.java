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

import java.io.InputStream;
import java.time.Duration;

import io.mlbatch.client.waiting.Timers;
import io.mlbatch.protocol.ApiCall;

/**
 * Limits of the duration of calls and the size of their responses. While the client waits for the server, sending a
 * request and receiving its response may each take {@code responseTimeout}, and a second more for every KiB that was
 * transferred. Time in which records are read from their source, or in which a route processes the received data, does
 * not count. A large upload or download may therefore take hours, and a response that arrives byte by byte is aborted.
 *
 * @param timers abort calls
 * @param responseTimeout zero: no limit
 * @param maxSpoolSize bytes of the results of one response; the option of this name
 */
public record CallLimits(Timers timers, Duration responseTimeout, long maxSpoolSize) {

    /** A usable network is faster by orders of magnitude. */
    static final int SLOWEST_BYTES_PER_SECOND = 1024;

    private static final int MEBIBYTE = 1024 * 1024;

    /** Returns the body with the limit of its call. An artifact has no limit: it is streamed through. */
    InputStream bounded(ApiCall call, InputStream body) {
        switch (call) {
            case ARTIFACT:
                return body;
            case RESULTS:
                return new BoundedBody(
                        body,
                        maxSpoolSize,
                        "the response has more than " + maxSpoolSize
                                + " bytes, which is the limit of the component's option maxSpoolSize");
            default:
                int most = mebibytes(call) * MEBIBYTE;
                return new BoundedBody(body, most, "the response has more than " + most + " bytes");
        }
    }

    /** Returns the limit in MiB of a response that is held in memory. */
    private static int mebibytes(ApiCall call) {
        switch (call) {
            case CONSUME, LIST, LIST_ARTIFACTS:
                return 64;
            case DESCRIBE, VERSIONS, SERVICES, SWAGGER:
                return 16;
            default:
                return 1;
        }
    }

    CallWatchdog watch(ApiRequest request, Runnable abort) {
        return new CallWatchdog(this, request.deadline(), abort);
    }
}
