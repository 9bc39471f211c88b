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

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Timer that makes the results of slices visible while the slices continue. */
@FunctionalInterface
public interface FlushTimer {

    /** Runs an action once, about 100 ms later. The action blocks while the store is behind. */
    void schedule(Runnable action);

    /** Returns a timer on an executor, which is not shut down by the timer. */
    static FlushTimer of(ScheduledExecutorService executor) {
        return action -> {
            try {
                executor.schedule(action, 100, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                Logger log = LoggerFactory.getLogger(FlushTimer.class);
                log.debug("No further flush: the service is stopped", stopped);
            }
        };
    }
}
