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
import java.util.Locale;

import org.apache.hc.core5.http.HttpMessage;

import io.mlbatch.protocol.ApiCall;

/**
 * The preference {@code wait} of RFC 7240, with which a request asks the server to hold its response. A request that
 * must not be held prefers to wait for 0 seconds: the response shows nevertheless whether the server knows the
 * preference. Thread-safe.
 */
final class WaitPreference {

    private static final String NO_WAIT = "wait=0";

    static final String PREFER = "Prefer";
    static final String APPLIED = "Preference-Applied";

    /** Below the 60 s after which common proxies abort a request. */
    private static final Duration LONGEST = Duration.ofSeconds(45);
    /** The share of the response timeout that the server may use: the response takes time as well. */
    private static final double SHARE_OF_TIMEOUT = 0.75;
    /** The share of the time after which a proxy aborts requests. */
    private static final double SHARE_OF_CUT = 0.8;
    /** With less, a long poll costs more than it saves. */
    private static final Duration SHORTEST = Duration.ofSeconds(4);
    /** Proxies are configured anew, and connections break for other reasons. */
    private static final Duration RECOVERY = Duration.ofHours(1);

    private final CallLimits limits;
    private final Duration unlimited;
    private volatile boolean supported;
    // guarded by this
    private Duration shortened;
    private long restoredAtMillis;

    WaitPreference(CallLimits limits) {
        this.limits = limits;
        Duration timeout = limits.responseTimeout();
        Duration share = timeout.isZero() ? LONGEST : share(timeout, SHARE_OF_TIMEOUT);
        this.unlimited = share.compareTo(LONGEST) < 0 ? share : LONGEST;
    }

    /** @param time in whole seconds; zero for a request that must not be held */
    static void addTo(HttpMessage request, Duration time) {
        request.setHeader(PREFER, "wait=" + time.toSeconds());
    }

    static boolean isSentWith(ApiCall call) {
        return call == ApiCall.RESULTS;
    }

    static boolean isApplied(String header) {
        return header != null && header.toLowerCase(Locale.ROOT).contains("wait");
    }

    /** Notes whether the server knows the preference. A server at its limit does not apply a longer wait. */
    void observe(HttpMessage request, HttpApiResponse response) {
        boolean applied = isApplied(response.header(APPLIED));
        if (applied || request.getFirstHeader(PREFER).getValue().equals(NO_WAIT)) {
            supported = applied;
        }
    }

    /** Returns the longest time to prefer, in whole seconds; zero if a request must not be held. */
    synchronized Duration longest() {
        if (!supported) {
            return Duration.ZERO;
        }
        if (shortened != null && limits.timers().millis() >= restoredAtMillis) {
            shortened = null;
        }
        Duration longest = shortened == null ? unlimited : shortened;
        return longest.compareTo(SHORTEST) < 0 ? Duration.ZERO : Duration.ofSeconds(longest.toSeconds());
    }

    /** Shortens the wait for a while, because requests are aborted after this time. */
    synchronized void shorten(Duration cutAfter) {
        Duration share = share(cutAfter, SHARE_OF_CUT);
        if (shortened == null || share.compareTo(shortened) < 0) {
            shortened = share;
            restoredAtMillis = limits.timers().millis() + RECOVERY.toMillis();
        }
    }

    private static Duration share(Duration time, double share) {
        return Duration.ofMillis((long) (time.toMillis() * share));
    }
}
