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
package io.mlbatch.service.store.memory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.mlbatch.service.store.StoreFullException;
import io.mlbatch.service.store.StoreSize;

/** Limit for the memory of all executions in the heap, including uploads in progress. Thread-safe. */
final class MemoryBudget {

    /** The memory of a record besides its bytes. */
    private static final int OVERHEAD = 24;

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    // of the held executions, by owner
    private final Map<String, StoreSize> sizes = new ConcurrentHashMap<>();

    /** @param limit the bytes that may be used before a further record is rejected */
    MemoryBudget(long limit) {
        this.limit = limit;
    }

    long used() {
        return used.get();
    }

    /** Returns the size of the held executions of each owner. */
    Map<String, StoreSize> sizes() {
        return Map.copyOf(sizes);
    }

    private void count(String owner, int executions, long bytes) {
        sizes.compute(owner, (any, before) -> {
            StoreSize after = (before == null ? StoreSize.EMPTY : before).plus(new StoreSize(executions, bytes));
            return after.executions() == 0 ? null : after;
        });
    }

    /** The memory of one execution. */
    final class Share {

        private long bytes;
        private boolean released;
        private String owner;

        /** Counts the execution among those of its owner, until the release. */
        synchronized void hold(String holder) {
            owner = holder;
            count(owner, 1, bytes);
        }

        /**
         * Reads all records, and reserves their memory.
         *
         * @throws StoreFullException if they exceed the limit
         */
        List<byte[]> read(Iterator<byte[]> records) {
            List<byte[]> read = new ArrayList<>();
            while (records.hasNext()) {
                byte[] record = records.next();
                reserve(record.length + OVERHEAD);
                read.add(record);
            }
            return read;
        }

        private synchronized void reserve(long more) {
            if (used.getAndUpdate(before -> before + more > limit ? before : before + more) + more > limit) {
                throw new StoreFullException("The host holds executions in memory, and this one exceeds the limit"
                        + " (maxStoreSize " + limit + " bytes)");
            }
            bytes += more;
        }

        /** Results may exceed the limit. Those that arrive after the release are not counted. */
        synchronized void reserveForResult(long more) {
            if (!released) {
                used.addAndGet(more);
                bytes += more;
                if (owner != null) {
                    count(owner, 0, more);
                }
            }
        }

        synchronized void release() {
            if (!released) {
                used.addAndGet(-bytes);
                released = true;
                if (owner != null) {
                    count(owner, -1, -bytes);
                }
            }
        }

        synchronized long bytes() {
            return bytes;
        }
    }
}
