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
 * The connections of a server: how many there are, and which have no request. At the limit the one that has had no
 * request for the longest time is closed for the next; those that have never had one are closed before those of clients
 * that keep their connections open, and these before those whose requests have no place. A connection can have many
 * requests, by HTTP/2 or by sending them ahead: these have a limit as well. Thread-safe.
 */
final class VertxIdleConnections {

    /** Beyond the limit there may be a part of it that is being closed. */
    private static final int CLOSING = 2;
    /** Requests of one connection: as many as Vert.x grants to HTTP/2. A client that does not read sends more. */
    private static final int MOST_OF_ONE = 100;

    private final int limit;
    private final int requestLimit;
    private final LongSupplier nanoTime;
    // all below and the state of connections are guarded by this
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

        /** @param close closes it; must return at once */
        Connection(Runnable close) {
            this.close = close;
        }

        /**
         * A request begins.
         *
         * @return false when it is not to be served, because its connection is being closed
         */
        boolean begin() {
            return all.begin(this);
        }

        /** A request has ended. */
        void end() {
            all.end(this);
        }

        /** A request has no place, yet or any more: the connection may be closed for another one. */
        void expose() {
            all.expose(this, 1);
        }

        /** A request that was exposed has a place now, or has ended. */
        void protect() {
            all.expose(this, -1);
        }
    }

    /**
     * @param requestLimit of all connections together
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
     * @return false when there are too many: all have requests, or too many are still being closed
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
                leave(evicted);
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

    /** Forgets a connection that has been closed: its descriptor is free. */
    synchronized void remove(Connection connection) {
        count--;
        leave(connection);
    }

    private void leave(Connection connection) {
        if (connection.open) {
            connection.open = false;
            requests -= connection.requests;
        }
        unused.remove(connection);
        keptOpen.remove(connection);
        exposed.remove(connection);
        shared.remove(connection);
    }

    /** When there are too many requests, the connection that has the most is closed. */
    private boolean begin(Connection connection) {
        Optional<Connection> evicted = Optional.empty();
        synchronized (this) {
            if (!connection.open) {
                return false;
            }
            if (connection.requests == MOST_OF_ONE) {
                evicted = Optional.of(connection);
            } else if (requests >= requestLimit) {
                evicted = shared.stream().max(Comparator.comparingInt(each -> each.requests));
            }
            evicted.ifPresent(this::leave);
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

    /** How long a connection has had no request, in nanoseconds; 0 when it has one. */
    synchronized long idleNanos(Connection connection) {
        return connection.requests > 0 ? 0 : nanoTime.getAsLong() - connection.idleSince;
    }
}
