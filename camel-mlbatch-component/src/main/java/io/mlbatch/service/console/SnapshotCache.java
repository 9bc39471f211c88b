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
package io.mlbatch.service.console;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

import io.mlbatch.protocol.BatchStatus;

/**
 * Results of analyses, for the next request of the same page. An entry expires when it has not been used for two
 * minutes, or when its execution has more results and ten seconds have passed. The least recently used entries are
 * removed beyond a size. Thread-safe.
 *
 * @param <K> execution and request
 * @param <V> result
 */
final class SnapshotCache<K, V> {

    static final Duration UNUSED = Duration.ofMinutes(2);
    private static final Duration OUTDATED = Duration.ofSeconds(10);

    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final long maxBytes;
    private final ToLongFunction<V> size;
    private final LongSupplier nanoTime;
    private long bytes;

    private static final class Entry<V> {
        private final V value;
        private final int completed;
        private final long created;
        private long used;

        Entry(V value, int completed, long now) {
            this.value = value;
            this.completed = completed;
            this.created = now;
            this.used = now;
        }
    }

    /** @param size returns the memory of a result in bytes */
    SnapshotCache(long maxBytes, ToLongFunction<V> size, LongSupplier nanoTime) {
        this.maxBytes = maxBytes;
        this.size = size;
        this.nanoTime = nanoTime;
    }

    /** @param status the present status of the execution */
    synchronized Optional<V> find(K key, BatchStatus status) {
        removeExpired();
        Entry<V> entry = entries.get(key);
        long now = nanoTime.getAsLong();
        if (entry == null
                || entry.completed != status.completedItemCount() && now - entry.created > OUTDATED.toNanos()) {
            return Optional.empty();
        }
        entry.used = now;
        return Optional.of(entry.value);
    }

    /** @param status the status of the execution before the analysis */
    synchronized void put(K key, BatchStatus status, V value) {
        remove(entries.remove(key));
        entries.put(key, new Entry<>(value, status.completedItemCount(), nanoTime.getAsLong()));
        bytes += size.applyAsLong(value);
        Iterator<Entry<V>> eldest = entries.values().iterator();
        while (bytes > maxBytes && eldest.hasNext()) {
            Entry<V> removed = eldest.next();
            eldest.remove();
            remove(removed);
        }
    }

    /** Releases the memory of unused entries. */
    synchronized void removeExpired() {
        long now = nanoTime.getAsLong();
        entries.values().removeIf(entry -> {
            boolean expired = now - entry.used > UNUSED.toNanos();
            if (expired) {
                remove(entry);
            }
            return expired;
        });
    }

    private void remove(Entry<V> entry) {
        if (entry != null) {
            bytes -= size.applyAsLong(entry.value);
        }
    }
}
