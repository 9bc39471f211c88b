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
package io.mlbatch.service.store;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that executions in the heap take together, also those that are still being read. Thread-safe. */
final class MemoryBudget {

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    /** @param most how many bytes may be taken before a further record is refused */
    MemoryBudget(long most) {
        this.most = most;
    }

    long taken() {
        return taken.get();
    }

    /** What one execution takes of it. */
    final class Share {

        private long bytes;
        private boolean givenBack;

        /** @throws StoreFullException when there is not so much left; none of it is taken then */
        synchronized void takeForRecord(long more) {
            if (taken.getAndUpdate(before -> before + more > most ? before : before + more) + more > most) {
                throw new StoreFullException(
                        "The host holds executions in memory, which has no room for this one (maxStoreSize " + most
                                + " bytes)");
            }
            bytes += more;
        }

        /** Results are kept whatever they take; those that come after all was given back are not counted. */
        synchronized void takeForResult(long more) {
            if (!givenBack) {
                taken.addAndGet(more);
                bytes += more;
            }
        }

        synchronized void giveBack() {
            if (!givenBack) {
                taken.addAndGet(-bytes);
                givenBack = true;
            }
        }

        synchronized long bytes() {
            return bytes;
        }
    }
}
