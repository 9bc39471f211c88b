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

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/**
 * The exchanges that one answer of the server gives: acknowledged together, once the last of them is done. Holds what
 * it acknowledges itself, so that no route can change it. Thread-safe.
 */
public final class Delivery {

    /** Of a route that gives its thread back, so that the exchanges of a large batch are not all in memory. */
    private static final int MOST_UNDER_WAY = 100;

    private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
    private final CommittedExchanges committed;
    private final Runnable allCommitted;
    private final Runnable refusal;
    private final Runnable release;
    private int open = 1;
    private boolean refused;

    /**
     * @param committed records the exchanges that commit
     * @param allCommitted runs when all have committed
     * @param refusal runs when all are done and one has not committed
     * @param release runs after either
     */
    public Delivery(CommittedExchanges committed, Runnable allCommitted, Runnable refusal, Runnable release) {
        this.committed = committed;
        this.allCommitted = allCommitted;
        this.refusal = refusal;
        this.release = release;
    }

    /** True when the exchange at that position has committed already. */
    public boolean isCommitted(int position) {
        return committed.contains(position);
    }

    /**
     * Waits until another exchange may be sent.
     *
     * @param allowed whether to go on waiting
     * @return false when it is not allowed, or interrupted
     */
    public boolean awaitRoom(BooleanSupplier allowed) {
        try {
            while (allowed.getAsBoolean()) {
                if (room.tryAcquire(1, TimeUnit.SECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Counts in the exchange at that position; what is returned settles it. There must be room. */
    public synchronized Synchronization of(int position) {
        open++;
        return new Synchronization() {
            @Override
            public void onComplete(Exchange exchange) {
                settle(position, !exchange.isRollbackOnly());
            }

            @Override
            public void onFailure(Exchange exchange) {
                settle(position, false);
            }
        };
    }

    private void settle(int position, boolean success) {
        if (success) {
            committed.add(position);
        } else {
            synchronized (this) {
                refused = true;
            }
        }
        room.release();
        done();
    }

    /**
     * No more exchanges are sent.
     *
     * @param whole false when there were more: then it has not committed, whatever becomes of those that were sent
     */
    public void end(boolean whole) {
        synchronized (this) {
            refused |= !whole;
        }
        done();
    }

    private void done() {
        boolean success;
        synchronized (this) {
            if (--open > 0) {
                return;
            }
            success = !refused;
        }
        try {
            (success ? allCommitted : refusal).run();
        } finally {
            release.run();
        }
    }
}
