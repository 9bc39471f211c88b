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

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.client.MlbatchException;

/**
 * Logs when a server begins to fail, and when it responds again: two lines for each outage, however many calls fail,
 * and at most two in 30 seconds for a server that fails now and then. If there is only one server, an outage is logged
 * once it has lasted for 5 seconds, because calls are repeated. Thread-safe.
 */
final class OutageLog {

    // the class that users know
    private static final Logger LOG = LoggerFactory.getLogger(FailoverTransport.class);

    static final Duration SHORTEST_LOGGED = Duration.ofSeconds(5);
    static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

    private final List<URI> urls;
    private final LongSupplier millis;
    private final Outage[] outages;
    private final long[] quietUntilMillis;

    /** @param millis a clock that does not go back */
    OutageLog(List<URI> urls, LongSupplier millis) {
        this.urls = List.copyOf(urls);
        this.millis = millis;
        this.outages = new Outage[urls.size()];
        this.quietUntilMillis = new long[urls.size()];
    }

    private static final class Outage {

        private final long sinceMillis;
        private int failures;
        private boolean logged;

        Outage(long sinceMillis) {
            this.sinceMillis = sinceMillis;
        }
    }

    /** A call to a server has failed because of the server. */
    synchronized void failed(int server, MlbatchException e) {
        long now = millis.getAsLong();
        if (outages[server] == null) {
            outages[server] = new Outage(now);
        }
        Outage outage = outages[server];
        outage.failures++;
        if (!outage.logged && isDue(server, outage, now)) {
            outage.logged = true;
            quietUntilMillis[server] = now + BETWEEN_LINES.toMillis();
            LOG.warn(
                    urls.size() > 1 ? "Calls go to other servers than {}: {}" : "{} does not respond: {}",
                    urls.get(server),
                    description(e));
        }
    }

    private boolean isDue(int server, Outage outage, long now) {
        boolean lasting = urls.size() > 1 || now - outage.sinceMillis >= SHORTEST_LOGGED.toMillis();
        return lasting && (quietUntilMillis[server] == 0 || now >= quietUntilMillis[server]);
    }

    /** Does not repeat the server. */
    private static String description(MlbatchException e) {
        return e.operation() + e.service().map(service -> " " + service).orElse("") + ": " + e.reason();
    }

    /** A server has responded to a call. */
    synchronized void responded(int server) {
        Outage outage = outages[server];
        if (outage == null) {
            return;
        }
        outages[server] = null;
        if (outage.logged) {
            LOG.info(
                    "{} responds again after {} s, in which {} calls failed",
                    urls.get(server),
                    Duration.ofMillis(millis.getAsLong() - outage.sinceMillis).toSeconds(),
                    outage.failures);
        }
    }
}
