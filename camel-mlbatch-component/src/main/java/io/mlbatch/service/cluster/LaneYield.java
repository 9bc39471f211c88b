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

import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.store.StoreException;

/**
 * Decides which lanes of a node make way for waiting ones: as many as wait, if the node computes as many lanes as it
 * may. Asks the database at most twice a second. Thread-safe.
 */
final class LaneYield {

    private static final Logger LOG = LoggerFactory.getLogger(LaneYield.class);
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final int maxInFlight;
    private final IntUnaryOperator waiting;
    private final LongSupplier nanoTime;
    private int places;
    private long asked;
    private boolean hasAsked;

    /** @param waiting returns the number of waiting lanes, at most the given one */
    LaneYield(int maxInFlight, IntUnaryOperator waiting, LongSupplier nanoTime) {
        this.maxInFlight = maxInFlight;
        this.waiting = waiting;
        this.nanoTime = nanoTime;
    }

    /**
     * Returns true if a lane shall make way; it counts as one that did.
     *
     * @param running the lanes that the node computes
     */
    synchronized boolean take(int running) {
        long now = nanoTime.getAsLong();
        if (running >= maxInFlight && (!hasAsked || now - asked >= INTERVAL_NANOS)) {
            hasAsked = true;
            asked = now;
            places = count();
        }
        if (running < maxInFlight || places == 0) {
            return false;
        }
        places--;
        return true;
    }

    private int count() {
        try {
            return waiting.applyAsInt(maxInFlight);
        } catch (StoreException e) {
            LOG.debug("No lane makes way", e);
            return 0;
        }
    }
}
