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

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The connections of a server: how many there are, and which have no request. At the limit the one that has had no
 * request for the longest time is closed for the next; those that have never had one are closed before those of clients
 * that keep their connections open. Thread-safe.
 */
final class VertxIdleConnections {

    /** Beyond the limit there may be a part of it that is being closed. */
    private static final int CLOSING = 2;

    private final int limit;
    private final LongSupplier nanoTime;
    // all below and the state of connections are guarded by this
    private final Set<Connection> unused = new LinkedHashSet<>();
    private final Set<Connection> keptOpen = new LinkedHashSet<>();
    private int count;

    /** One connection. */
    static final class Connection {

        private final Runnable close;
        private boolean open;
        private boolean used;
        private int requests;
        private long idleSince;

        /** @param close closes it; must return at once */
        Connection(Runnable close) {
            this.close = close;
        }
    }

    /** @param nanoTime as {@link System#nanoTime} */
    VertxIdleConnections(int limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a new connection, which has no request yet.
     *
     * @return false when there are too many: all have requests, or too many are still being closed
     */
    boolean add(Connection connection) {
        Connection evicted = null;
        synchronized (this) {
            if (count >= limit) {
                Iterator<Connection> oldest = (unused.isEmpty() ? keptOpen : unused).iterator();
                if (count >= limit + Math.max(1, limit / CLOSING) || !oldest.hasNext()) {
                    return false;
                }
                evicted = oldest.next();
                leave(evicted);
            }
            count++;
            connection.open = true;
            toIdle(connection);
        }
        if (evicted != null) {
            evicted.close.run();
        }
        return true;
    }

    /** Forgets a connection that has been closed: its descriptor is free. */
    synchronized void remove(Connection connection) {
        count--;
        leave(connection);
    }

    private void leave(Connection connection) {
        connection.open = false;
        unused.remove(connection);
        keptOpen.remove(connection);
    }

    /** A request of a connection begins. */
    synchronized void begin(Connection connection) {
        connection.requests++;
        connection.used = true;
        unused.remove(connection);
        keptOpen.remove(connection);
    }

    /** A request of a connection has ended. */
    synchronized void end(Connection connection) {
        if (--connection.requests == 0 && connection.open) {
            toIdle(connection);
        }
    }

    synchronized boolean isIdle(Connection connection) {
        return connection.requests == 0;
    }

    private void toIdle(Connection connection) {
        connection.idleSince = nanoTime.getAsLong();
        (connection.used ? keptOpen : unused).add(connection);
    }

    /** How long a connection has had no request, in nanoseconds; 0 when it has one. */
    synchronized long idleNanos(Connection connection) {
        return connection.requests > 0 ? 0 : nanoTime.getAsLong() - connection.idleSince;
    }
}
