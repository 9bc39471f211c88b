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
 * PollPermits for answers that wait to be emitted. A poll runs only when there is room for what it may bring; what it
 * has brought keeps its place until it is released. So a slow route slows the polls, and not the other way round.
 * Thread-safe.
 */
public final class PollPermits implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(PollPermits.class);

    private final Executor threads;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;
    private int running;

    /** @param most polls under way and answers held, together */
    public PollPermits(int most, Executor threads) {
        this.free = most;
        this.threads = threads;
    }

    /** Runs a poll when there is room. */
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
                giveUp();
            }
        }
    }

    /** The poll that is under way on this thread has brought something that stays. */
    public synchronized void hold() {
        free--;
    }

    /** What was held is gone. */
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
                LOG.debug("No more polls: all stops, and so do the waits that have them");
            }
        }
    }

    private synchronized void ended() {
        running--;
    }

    private synchronized void giveUp() {
        running--;
        free++;
    }

    /** True when no poll runs. None waits then either, unless all the room is taken by what is held. */
    public synchronized boolean isIdle() {
        return running == 0;
    }
}
