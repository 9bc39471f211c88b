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
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs tasks on request of the test, on the test's thread. */
public final class ManualExecutor implements Executor {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean rejecting;
    private boolean outOfThreads;
    private int nested;
    private int mostNested;

    @Override
    public void execute(Runnable task) {
        if (rejecting) {
            throw new RejectedExecutionException();
        }
        if (outOfThreads) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        tasks.add(task);
    }

    /** From now on rejects tasks. */
    public void reject() {
        rejecting = true;
    }

    /** Whether the machine has no thread for a task. */
    public void outOfThreads(boolean now) {
        outOfThreads = now;
    }

    public int waiting() {
        return tasks.size();
    }

    public void runNext() {
        mostNested = Math.max(mostNested, ++nested);
        try {
            tasks.remove().run();
        } finally {
            nested--;
        }
    }

    /** The most tasks that ran within each other: those that would have run at the same time. */
    public int mostNested() {
        return mostNested;
    }

    /** Runs tasks, and the tasks that they submit, until the queue is empty. */
    public void runAll() {
        while (!tasks.isEmpty()) {
            runNext();
        }
    }
}
