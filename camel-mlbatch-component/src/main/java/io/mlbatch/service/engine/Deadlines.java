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

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The time limit of each chunk. */
public final class Deadlines {

    /** No time limit. */
    public static final Deadlines NONE = new Deadlines(null, Duration.ZERO);

    private final ScheduledExecutorService timer;
    private final Duration limit;

    private Deadlines(ScheduledExecutorService timer, Duration limit) {
        this.timer = timer;
        this.limit = limit;
    }

    /** @param timer runs the actions at the deadline; not shut down by this class */
    public static Deadlines of(Duration limit, ScheduledExecutorService timer) {
        return new Deadlines(timer, limit);
    }

    /** Returns the error of a record that exceeded its deadline. */
    TimeoutException exceeded() {
        return new TimeoutException("The record exceeded its time limit of " + limit.toMillis() + " ms");
    }

    /** Schedules an action for the deadline of a chunk that starts now. */
    Optional<Future<?>> schedule(Runnable onExpiry) {
        return timer == null
                ? Optional.empty()
                : Optional.of(timer.schedule(onExpiry, limit.toMillis(), TimeUnit.MILLISECONDS));
    }
}
