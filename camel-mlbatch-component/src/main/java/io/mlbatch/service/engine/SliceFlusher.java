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
package io.mlbatch.service.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Stores the results of all slices in flight about every 100 ms. Uses the timer only while slices are in flight. */
final class SliceFlusher {

    private final FlushTimer timer;
    private final LaneScheduler scheduler;
    private final Consumer<Slice> flush;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** @param flush stores the results of a slice; must not throw */
    SliceFlusher(FlushTimer timer, LaneScheduler scheduler, Consumer<Slice> flush) {
        this.timer = timer;
        this.scheduler = scheduler;
        this.flush = flush;
    }

    /** Must be called after a slice has started. */
    void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            timer.schedule(this::run);
        }
    }

    private void run() {
        scheduler.inFlight().forEach(flush);
        scheduled.set(false);
        if (!scheduler.isClosed() && !scheduler.inFlight().isEmpty()) {
            schedule();
        }
    }
}
