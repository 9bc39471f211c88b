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
 * The exchanges of one response, which are acknowledged together when the last of them is done. Does not read the
 * execution from the exchanges, because a route can change their headers. Thread-safe.
 */
public final class Delivery {

    /** Limits the exchanges of an asynchronous route, so that not all exchanges of a large batch are in memory. */
    private static final int MAX_IN_FLIGHT = 100;

    private final Semaphore permits = new Semaphore(MAX_IN_FLIGHT);
    private final CommittedExchanges committed;
    private final Runnable allCommitted;
    private final Runnable refusal;
    private final Runnable release;
    private int open = 1;
    private boolean refused;

    /**
     * @param committed collects the exchanges that commit
     * @param allCommitted runs when all exchanges have committed
     * @param refusal runs when all exchanges are done and one has not committed
     * @param release runs after either
     */
    public Delivery(CommittedExchanges committed, Runnable allCommitted, Runnable refusal, Runnable release) {
        this.committed = committed;
        this.allCommitted = allCommitted;
        this.refusal = refusal;
        this.release = release;
    }

    /** True when the exchange at the position has committed before. */
    public boolean isCommitted(int position) {
        return committed.contains(position);
    }

    /**
     * Waits until another exchange may be sent.
     *
     * @param allowed whether to continue waiting
     * @return false when waiting is not allowed, or the thread is interrupted
     */
    public boolean awaitPermit(BooleanSupplier allowed) {
        try {
            while (allowed.getAsBoolean()) {
                if (permits.tryAcquire(1, TimeUnit.SECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Adds the exchange at the position, which the returned synchronization settles. Needs a permit. */
    public synchronized Synchronization register(int position) {
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
        permits.release();
        done();
    }

    /**
     * Ends the delivery: no more exchanges are sent.
     *
     * @param whole false when exchanges are missing: then the delivery counts as refused, even if all others commit
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
