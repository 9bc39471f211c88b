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
package io.mlbatch.testing;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs scheduled tasks on request, independent of their delay. */
public final class ManualTimer {

    private final Queue<Scheduled> scheduled = new ArrayDeque<>();

    private static final class Scheduled extends FutureTask<Void> implements ScheduledFuture<Void> {

        Scheduled(Runnable task) {
            super(task, null);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }

    public ScheduledThreadPoolExecutor executor() {
        return new ScheduledThreadPoolExecutor(0) {
            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                Scheduled future = new Scheduled(task);
                scheduled.add(future);
                return future;
            }
        };
    }

    /** Runs the tasks that are scheduled now. Tasks that these schedule run at the next call. */
    public void fireAll() {
        List<Scheduled> due = List.copyOf(scheduled);
        scheduled.clear();
        due.forEach(Scheduled::run);
    }

    public long pending() {
        return scheduled.stream().filter(each -> !each.isDone()).count();
    }
}
