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

import java.util.BitSet;

/** The positions of the exchanges of one execution that have committed. Thread-safe. */
public final class CommittedExchanges {

    private final BitSet positions = new BitSet(1);
    private int total;

    /**
     * Sets the number of exchanges. Forgets the commits when it changes, because positions then no longer denote the
     * same exchanges.
     *
     * @return the number of exchanges that have not committed
     */
    public synchronized int expect(int exchanges) {
        if (total != exchanges) {
            positions.clear();
            total = exchanges;
        }
        return total - positions.cardinality();
    }

    /** True when the exchange at that position has committed. */
    public synchronized boolean contains(int position) {
        return positions.get(position);
    }

    synchronized void add(int position) {
        positions.set(position);
    }
}
