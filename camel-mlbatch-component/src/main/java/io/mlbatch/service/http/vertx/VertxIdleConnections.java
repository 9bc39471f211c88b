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
package io.mlbatch.service.http.vertx;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Counts the connections of a server, and tracks which of them are idle. At the limit, a new connection evicts the one
 * that has been idle for the longest time. Connections that have never had a request are evicted before connections
 * that clients keep open, and these before connections whose requests have no permit. The requests of a connection,
 * which can be many with HTTP/2 or pipelining, have a limit as well. Thread-safe.
 */
final class VertxIdleConnections {

    /** Divisor: beyond the limit, this part of it may be connections that are being closed. */
    private static final int CLOSING = 2;
    /** Requests of one connection, as many as Vert.x allows with HTTP/2. Only clients that do not read send more. */
    private static final int MAX_REQUESTS = 100;

    private final int limit;
    private final int requestLimit;
    private final LongSupplier nanoTime;
    // guarded by this, like the fields below and the state of the connections
    private final Set<Connection> unused = new LinkedHashSet<>();
    private final Set<Connection> keptOpen = new LinkedHashSet<>();
    private final Set<Connection> exposed = new LinkedHashSet<>();
    private final Set<Connection> shared = new LinkedHashSet<>();
    private int count;
    private int requests;

    /** One connection. */
    static final class Connection {

        private final Runnable close;
        private VertxIdleConnections all;
        private boolean open;
        private boolean used;
        private int requests;
        private int exposedRequests;
        private long idleSince;

        /** @param close closes the connection; must return at once */
        Connection(Runnable close) {
            this.close = close;
        }

        /**
         * Marks the start of a request.
         *
         * @return false if the request must not be served, because its connection is being closed
         */
        boolean begin() {
            return all.begin(this);
        }

        /** Marks the end of a request. */
        void end() {
            all.end(this);
        }

        /** Marks a request without a permit: the connection may be evicted if all its requests are without one. */
        void expose() {
            all.expose(this, 1);
        }

        /** Marks an exposed request that has got a permit, or has ended. */
        void protect() {
            all.expose(this, -1);
        }
    }

    /**
     * @param requestLimit the largest number of requests of all connections together
     * @param nanoTime as {@link System#nanoTime}
     */
    VertxIdleConnections(int limit, int requestLimit, LongSupplier nanoTime) {
        this.limit = limit;
        this.requestLimit = requestLimit;
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a new connection, which has no request yet.
     *
     * @return false if there are too many connections: all have requests, or too many are still being closed
     */
    boolean add(Connection connection) {
        Connection evicted = null;
        synchronized (this) {
            if (count >= limit) {
                Optional<Connection> oldest = Stream.of(unused, keptOpen, exposed)
                        .flatMap(Set::stream)
                        .findFirst();
                if (count >= limit + Math.max(1, limit / CLOSING) || oldest.isEmpty()) {
                    return false;
                }
                evicted = oldest.get();
                untrack(evicted);
            }
            count++;
            connection.all = this;
            connection.open = true;
            toIdle(connection);
        }
        if (evicted != null) {
            evicted.close.run();
        }
        return true;
    }

    /** Removes a connection that has been closed, so that its descriptor is free. */
    synchronized void remove(Connection connection) {
        count--;
        untrack(connection);
    }

    private void untrack(Connection connection) {
        if (connection.open) {
            connection.open = false;
            requests -= connection.requests;
        }
        unused.remove(connection);
        keptOpen.remove(connection);
        exposed.remove(connection);
        shared.remove(connection);
    }

    /** Starts a request. If there are too many requests, the connection with most of them is closed. */
    private boolean begin(Connection connection) {
        Optional<Connection> evicted = Optional.empty();
        synchronized (this) {
            if (!connection.open) {
                return false;
            }
            if (connection.requests == MAX_REQUESTS) {
                evicted = Optional.of(connection);
            } else if (requests >= requestLimit) {
                evicted = shared.stream().max(Comparator.comparingInt(each -> each.requests));
            }
            evicted.ifPresent(this::untrack);
            if (connection.open) {
                connection.used = true;
                connection.requests++;
                requests++;
                unused.remove(connection);
                keptOpen.remove(connection);
                exposed.remove(connection);
                if (connection.requests > 1) {
                    shared.add(connection);
                }
            }
        }
        evicted.ifPresent(each -> each.close.run());
        return connection.open;
    }

    private synchronized void end(Connection connection) {
        connection.requests--;
        if (!connection.open) {
            return;
        }
        requests--;
        if (connection.requests <= 1) {
            shared.remove(connection);
        }
        if (connection.requests == 0) {
            exposed.remove(connection);
            toIdle(connection);
        } else {
            sort(connection);
        }
    }

    private synchronized void expose(Connection connection, int count) {
        connection.exposedRequests += count;
        sort(connection);
    }

    private void sort(Connection connection) {
        if (connection.open && connection.requests > 0 && connection.exposedRequests >= connection.requests) {
            exposed.add(connection);
        } else {
            exposed.remove(connection);
        }
    }

    synchronized boolean isIdle(Connection connection) {
        return connection.requests == 0;
    }

    private void toIdle(Connection connection) {
        connection.idleSince = nanoTime.getAsLong();
        (connection.used ? keptOpen : unused).add(connection);
    }

    /** Returns the time that a connection has been idle, in nanoseconds; 0 if it has a request. */
    synchronized long idleNanos(Connection connection) {
        return connection.requests > 0 ? 0 : nanoTime.getAsLong() - connection.idleSince;
    }
}
