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
package io.mlbatch.service.store.retention;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.store.ExecutionStore;

/** Deletes executions whose retention has expired. */
public final class RetentionPurge {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionPurge.class);

    private final ExecutionStore store;
    private final Retention retention;
    private final Clock clock;
    private final PurgeGrace grace;

    /** @param nanoTime a monotonic time, as {@link System#nanoTime} */
    public RetentionPurge(ExecutionStore store, Retention retention, Clock clock, LongSupplier nanoTime) {
        this.store = store;
        this.retention = retention;
        this.clock = clock;
        this.grace = new PurgeGrace(clock, nanoTime, retention.time());
    }

    /**
     * Deletes executions that ended longer ago than the retention. Deletes none within an hour, or the retention if
     * that is shorter, after the start or a jump of the clock.
     */
    public void run() {
        if (!grace.update()) {
            return;
        }
        Instant oldest = clock.instant().minus(retention.time());
        long deleted = store.deleteEndedBefore(oldest);
        if (deleted > 0) {
            LOG.info("Deleted {} executions that ended more than {} ago", deleted, retention.time());
        }
    }
}
