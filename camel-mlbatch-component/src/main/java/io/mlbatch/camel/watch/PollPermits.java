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
package io.mlbatch.camel.watch;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executor that runs a poll only while a permit is available. A response that waits for delivery keeps its permit. So a
 * slow route slows the polls down, and responses do not accumulate. Thread-safe.
 */
public final class PollPermits implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(PollPermits.class);

    private final Executor threads;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;
    private int running;

    /** @param permits the maximum number of running polls plus held responses */
    public PollPermits(int permits, Executor threads) {
        this.free = permits;
        this.threads = threads;
    }

    /** Runs a poll when a permit is available. */
    @Override
    public void execute(Runnable poll) {
        synchronized (this) {
            if (free == 0) {
                waiting.add(poll);
                return;
            }
            free--;
            running++;
        }
        run(poll);
    }

    private void run(Runnable poll) {
        boolean accepted = false;
        try {
            threads.execute(() -> {
                try {
                    poll.run();
                } finally {
                    ended();
                    release();
                }
            });
            accepted = true;
        } finally {
            if (!accepted) {
                undoStart();
            }
        }
    }

    /** Keeps a permit for the response of the poll that is running on this thread. */
    public synchronized void keepPermit() {
        free--;
    }

    /** Returns a permit. */
    public void release() {
        Runnable next;
        synchronized (this) {
            free++;
            next = free > 0 ? waiting.poll() : null;
            if (next != null) {
                free--;
                running++;
            }
        }
        if (next != null) {
            try {
                run(next);
            } catch (RejectedExecutionException stopped) {
                LOG.debug("A poll was rejected because the component is stopping; its wait ends, too");
            }
        }
    }

    private synchronized void ended() {
        running--;
    }

    private synchronized void undoStart() {
        running--;
        free++;
    }

    /** True when no poll is running. Then polls are queued only if held responses have all permits. */
    public synchronized boolean isIdle() {
        return running == 0;
    }
}
