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
import java.util.function.LongSupplier;

/**
 * The servers of a list, by their positions: calls go to the active one until it fails, and then to the next. A server
 * that has failed within the last 30 seconds is the last to be tried. Thread-safe.
 */
public final class ServerRotation {

    /** A server that starts again, or whose machine does, is not asked again at each failure of another. */
    static final Duration RECOVERY = Duration.ofSeconds(30);

    private final LongSupplier millis;
    /** The times until which servers are the last to be tried. */
    private final long[] avoidedUntilMillis;

    private int active;

    /**
     * @param servers the number of servers
     * @param millis a clock that does not go back
     */
    public ServerRotation(int servers, LongSupplier millis) {
        this.avoidedUntilMillis = new long[servers];
        this.millis = millis;
    }

    /** Returns the server of the next call. */
    synchronized int active() {
        return active;
    }

    /** Returns all servers, in the order in which a call tries them. */
    synchronized int[] order() {
        int count = avoidedUntilMillis.length;
        int[] order = new int[count];
        int position = 0;
        for (boolean avoided : new boolean[] {false, true}) {
            for (int offset = 0; offset < count; offset++) {
                int server = (active + offset) % count;
                if (isAvoided(server) == avoided) {
                    order[position++] = server;
                }
            }
        }
        return order;
    }

    /** Notes that a server has failed. If it is the active one, the next in order becomes active. */
    synchronized void failed(int server) {
        avoidedUntilMillis[server] = millis.getAsLong() + RECOVERY.toMillis();
        if (server == active) {
            active = order()[0];
            if (server == active) {
                active = (server + 1) % avoidedUntilMillis.length;
            }
        }
    }

    private boolean isAvoided(int server) {
        return millis.getAsLong() < avoidedUntilMillis[server];
    }
}
