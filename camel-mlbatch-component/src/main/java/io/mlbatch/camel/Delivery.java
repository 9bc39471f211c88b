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

import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/**
 * The exchanges that one answer of the server gave: acknowledged together, once the last of them is done. Holds what it
 * acknowledges itself, so that no route can change it.
 */
final class Delivery implements Synchronization {

    private final Runnable committed;
    private final Runnable failed;
    private final Runnable release;
    private int open;
    private boolean refused;

    /**
     * @param exchanges how many there are
     * @param committed runs when all have committed
     * @param failed runs when all are done and one has not committed
     * @param release runs after either
     */
    Delivery(int exchanges, Runnable committed, Runnable failed, Runnable release) {
        this.open = exchanges;
        this.committed = committed;
        this.failed = failed;
        this.release = release;
    }

    @Override
    public void onComplete(Exchange exchange) {
        settle(!exchange.isRollbackOnly());
    }

    @Override
    public void onFailure(Exchange exchange) {
        settle(false);
    }

    /** One exchange is done, or was never sent. */
    void settle(boolean success) {
        boolean last;
        synchronized (this) {
            refused |= !success;
            last = --open == 0;
        }
        if (!last) {
            return;
        }
        try {
            (refused ? failed : committed).run();
        } finally {
            release.run();
        }
    }
}
