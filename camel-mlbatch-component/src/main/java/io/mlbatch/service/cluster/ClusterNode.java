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
package io.mlbatch.service.cluster;

import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.store.StoreException;

/**
 * This host among the hosts on one database. Its row has the time when the node was last alive: a node whose row is
 * older than 10 seconds is dead for the others. Thread-safe.
 */
public final class ClusterNode implements AutoCloseable {

    /** The period of {@link #beat}. */
    public static final Duration PERIOD = Duration.ofSeconds(2);

    /** Age of a row at which its node counts as dead. */
    static final Duration DEAD = Duration.ofSeconds(10);

    /** Age of a row at which another node deletes it. */
    static final Duration FORGOTTEN = Duration.ofMinutes(1);

    /** Time without a successful beat after which the database counts as unreachable. */
    private static final Duration LOST = PERIOD.multipliedBy(3);

    private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

    /** Writes the row of this node, deletes those of nodes that died long ago, and reads those of all live nodes. */
    private static final String BEAT = """
            WITH beat AS (
                INSERT INTO mlbatch_node (id, name, started, seen) VALUES (?, ?, {now}, {now})
                ON CONFLICT (id) DO UPDATE SET seen = EXCLUDED.seen RETURNING id, name, started),
            forgotten AS (DELETE FROM mlbatch_node WHERE id IN
                (SELECT id FROM mlbatch_node WHERE seen < {now} - ? AND id <> ? FOR UPDATE SKIP LOCKED))
            SELECT id, name, started, {now} FROM beat
            UNION ALL SELECT id, name, started, {now} FROM mlbatch_node WHERE seen > {now} - ? AND id <> ?
            ORDER BY 3, 1""".replace("{now}", ClusterDatabase.NOW);

    private final ClusterDatabase database;
    private final String id = UUID.randomUUID().toString();
    private final String name;
    private final LongSupplier nanoTime;
    private final DatabaseClock clock;
    private volatile List<LiveNode> live = List.of();
    private volatile long beaten;
    private volatile boolean failing;

    /**
     * A node that is alive.
     *
     * @param id its random id
     * @param name its process and machine
     * @param started the start of its membership, in milliseconds since 1970
     */
    public record LiveNode(String id, String name, long started) {}

    /**
     * A node that has not joined yet.
     *
     * @param name the readable name of the node, for lists and logs
     */
    public ClusterNode(ClusterDatabase database, String name) {
        this(database, name, System::nanoTime);
    }

    ClusterNode(ClusterDatabase database, String name, LongSupplier nanoTime) {
        this.database = database;
        this.name = name;
        this.nanoTime = nanoTime;
        this.clock = new DatabaseClock(nanoTime);
        this.beaten = nanoTime.getAsLong() - LOST.toNanos();
    }

    /** Returns a readable name of this process: its number and its machine. */
    public static String processName() {
        return ManagementFactory.getRuntimeMXBean().getName();
    }

    /**
     * Joins the cluster, whose tables exist.
     *
     * @throws StoreException if the database cannot be reached
     */
    public void join() {
        try {
            write();
        } catch (SQLException e) {
            throw new StoreException("The database of the cluster cannot be reached: " + e.getMessage(), e);
        }
    }

    /** Writes that this node is alive, and reads which others are. Must be called every {@link #PERIOD}. */
    public void beat() {
        try {
            write();
            if (failing) {
                failing = false;
                LOG.info("The database of the cluster can be reached again");
            }
        } catch (SQLException e) {
            if (!failing) {
                failing = true;
                LOG.warn("The database of the cluster cannot be reached; retrying: {}", e.toString());
            }
            LOG.debug("The heartbeat of the node {} failed", id, e);
        }
    }

    private void write() throws SQLException {
        long sent = nanoTime.getAsLong();
        live = database.query(
                BEAT,
                row -> {
                    clock.sample(row.getLong(4), sent);
                    return new LiveNode(row.getString(1), row.getString(2), row.getLong(3));
                },
                id,
                name,
                FORGOTTEN.toMillis(),
                id,
                DEAD.toMillis(),
                id);
        beaten = nanoTime.getAsLong();
    }

    /** Returns the random id of this node. */
    public String id() {
        return id;
    }

    /** Returns the clock of the database. */
    public Clock clock() {
        return clock;
    }

    /** Returns the nodes that were alive at the last beat, the oldest first. Contains this node. */
    public List<LiveNode> live() {
        return live;
    }

    /** Returns true unless the database has not responded for several beats. Never blocks. */
    public boolean isConnected() {
        return nanoTime.getAsLong() - beaten < LOST.toNanos();
    }

    /** @throws StoreException unless the node {@linkplain #isConnected is connected} */
    void requireConnected() {
        if (!isConnected()) {
            throw new StoreException("The database of the cluster cannot be reached at the moment", null);
        }
    }

    /** Leaves the cluster: the other nodes need not wait until this one counts as dead. */
    @Override
    public void close() {
        try {
            database.update("DELETE FROM mlbatch_node WHERE id = ?", id);
        } catch (SQLException e) {
            LOG.info(
                    "The node {} cannot be removed from the cluster; it counts as dead in {} s: {}",
                    id,
                    DEAD.toSeconds(),
                    e.toString());
        }
    }
}
