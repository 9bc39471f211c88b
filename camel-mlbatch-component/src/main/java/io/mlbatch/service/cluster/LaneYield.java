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

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.store.StoreException;

/**
 * Decides which lanes of a node yield. A full node yields as many lanes as wait. A node with more than its share offers
 * one lane after the other to the nodes that have joined, while no lane waits. If the other nodes leave an offered
 * lane, the next one is offered half a minute later. Queries the database at most twice a second. Thread-safe.
 */
final class LaneYield {

    /** The next step of a lane whose turn is over. */
    enum Step {
        CONTINUE,
        /** Return to the end of the queue. */
        QUEUE,
        /** Return to the queue, for another node. */
        OFFER
    }

    /**
     * The lanes of a service in the cluster.
     *
     * @param waiting the lanes that wait for a node, up to a limit
     * @param running the lanes that nodes compute
     */
    record Counts(int waiting, int running) {

        /** Counts for which no lane yields. */
        static final Counts UNKNOWN = new Counts(0, Integer.MAX_VALUE / 2);
    }

    /** The time in which an offered lane is left to the other nodes. */
    static final long OFFER_MILLIS = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(LaneYield.class);
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long OFFER_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long RETURN_NANOS = TimeUnit.MILLISECONDS.toNanos(2 * OFFER_MILLIS);

    private final int maxInFlight;
    private final IntFunction<Counts> queries;
    private final IntSupplier nodes;
    private final LongSupplier nanoTime;
    private final Map<LaneId, Long> offered = new HashMap<>();
    private Counts counts = Counts.UNKNOWN;
    private int places;
    private long asked;
    private long nextOffer;

    /**
     * @param queries counts the lanes of the service; the argument limits the count of waiting ones
     * @param nodes returns the number of live nodes
     */
    LaneYield(int maxInFlight, IntFunction<Counts> queries, IntSupplier nodes, LongSupplier nanoTime) {
        this.maxInFlight = maxInFlight;
        this.queries = queries;
        this.nodes = nodes;
        this.nanoTime = nanoTime;
        this.asked = nanoTime.getAsLong() - INTERVAL_NANOS;
        this.nextOffer = asked;
    }

    /** @param running the lanes that this node computes, with the lane itself */
    synchronized Step next(LaneId lane, int running) {
        boolean isFull = running >= maxInFlight;
        if (!isFull && nodes.getAsInt() == 1) {
            return Step.CONTINUE;
        }
        long now = nanoTime.getAsLong();
        if (now - asked >= INTERVAL_NANOS) {
            asked = now;
            counts = count();
            places = counts.waiting();
        }
        if (isFull && places > 0) {
            places--;
            return Step.QUEUE;
        }
        if (counts.waiting() == 0 && running > share(counts.running()) && now - nextOffer >= 0) {
            nextOffer = now + OFFER_INTERVAL_NANOS;
            offered.values().removeIf(time -> now - time > RETURN_NANOS);
            offered.put(lane, now);
            return Step.OFFER;
        }
        return Step.CONTINUE;
    }

    private int share(int lanes) {
        int all = Math.max(1, nodes.getAsInt());
        return (lanes + all - 1) / all;
    }

    /** Must be called when a turn of a lane begins on this node. */
    synchronized void onTurn(LaneId lane) {
        Long time = offered.remove(lane);
        long now = nanoTime.getAsLong();
        if (time != null && now - time <= RETURN_NANOS) {
            // the other nodes are full, or do not host the service
            nextOffer = now + REFUSED_NANOS;
        }
    }

    private Counts count() {
        try {
            return queries.apply(maxInFlight);
        } catch (StoreException e) {
            LOG.debug("The lanes cannot be counted; no lane yields", e);
            return Counts.UNKNOWN;
        }
    }
}
