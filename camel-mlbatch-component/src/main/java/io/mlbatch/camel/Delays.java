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
package io.mlbatch.camel;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.mlbatch.client.waiting.Delayer;

/** Delays of a component. None is forgotten when it stops: what still waits then runs at once, and finds out. */
final class Delays implements Delayer {

    private final ScheduledExecutorService timer;
    private final Set<Runnable> pending = ConcurrentHashMap.newKeySet();

    Delays(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    @Override
    public void after(Duration delay, Runnable action) {
        Runnable once = new Runnable() {
            @Override
            public void run() {
                if (pending.remove(this)) {
                    action.run();
                }
            }
        };
        pending.add(once);
        try {
            timer.schedule(once, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            pending.remove(once);
            throw stopped;
        }
    }

    /** Runs what is pending; the timer has been shut down. */
    void end() {
        pending.forEach(Runnable::run);
    }
}
