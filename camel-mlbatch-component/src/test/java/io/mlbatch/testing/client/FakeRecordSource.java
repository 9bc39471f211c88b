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
package io.mlbatch.testing.client;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import io.mlbatch.client.RecordSource;

/** Records made while they are read. Counts them, and knows whether each opened iterator was closed. */
public final class FakeRecordSource implements RecordSource {

    private final int count;
    private final boolean repeatable;
    private final IntFunction<Map<String, ?>> records;
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile int made;

    /** @param records makes the record of an index; its exceptions are thrown by the iterator */
    public FakeRecordSource(int count, boolean repeatable, IntFunction<Map<String, ?>> records) {
        this.count = count;
        this.repeatable = repeatable;
        this.records = records;
    }

    @Override
    public Records open() {
        if (opened.getAndIncrement() > 0 && !repeatable) {
            throw new IllegalStateException("opened before");
        }
        made = 0;
        Iterator<Map<String, ?>> iterator = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return made < count;
            }

            @Override
            @SuppressWarnings("NonAtomicOperationOnVolatileField")
            public Map<String, ?> next() {
                return records.apply(made++);
            }
        };
        // closing twice must not count twice
        AtomicInteger open = new AtomicInteger(1);
        return RecordSource.over(iterator, () -> closed.addAndGet(open.getAndSet(0)));
    }

    @Override
    public boolean isRepeatable() {
        return repeatable;
    }

    /** Records that were made since the last opening. */
    public int made() {
        return made;
    }

    public int opened() {
        return opened.get();
    }

    public boolean isEveryOpenedOneClosed() {
        return opened.get() == closed.get();
    }
}
