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

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ExecutionId;

/**
 * Decides whether a start fits into a store, and drops executions for it that have ended: first those of the owners who
 * hold the most, never those of an owner who holds less than the one who starts. An execution whose results were not
 * read is not dropped before {@link Retention#unreadTime}. Uploads count from their first record on. Thread-safe.
 */
final class Admission {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /** The most bytes of an upload that are reserved at once: the sizes are not asked for with each record. */
    private static final long MAX_BLOCK = 1 << 20;

    private final ExecutionStore store;
    private final Retention retention;
    private final Clock clock;
    private final long block;
    // lost at a restart: what was read before counts as unread until its time is over
    private final Set<ExecutionId> read = ConcurrentHashMap.newKeySet();
    // by owner, guarded by this
    private final Map<String, StoreSize> uploads = new HashMap<>();

    Admission(ExecutionStore store, Retention retention, Clock clock) {
        this.store = store;
        this.retention = retention;
        this.clock = clock;
        StoreSize most = retention.quota().limit(retention.limit());
        this.block =
                Math.min(MAX_BLOCK, Math.min(most.bytes(), retention.limit().bytes()) >> 10);
    }

    /** The results of an ended execution have been read to their end. */
    void markRead(ExecutionId id) {
        read.add(id);
    }

    /** An execution is not held any more. */
    void forget(ExecutionId id) {
        read.remove(id);
    }

    /**
     * Begins an upload.
     *
     * @throws QuotaExceededException when its owner holds too much
     * @throws StoreFullException when all owners together hold too much
     */
    Upload begin(String owner) {
        Upload upload = new Upload(owner);
        boolean admitted = false;
        try {
            upload.reserve(new StoreSize(1, 0));
            admitted = true;
            return upload;
        } finally {
            if (!admitted) {
                upload.close();
            }
        }
    }

    /** An upload under way. Used by one thread. */
    final class Upload implements AutoCloseable {

        private final String owner;
        private StoreSize reserved = StoreSize.EMPTY;
        private long bytes;

        private Upload(String owner) {
            this.owner = owner;
        }

        /** The same records, counted. The iterator throws what {@link Admission#begin} throws. */
        Iterator<byte[]> count(Iterator<byte[]> records) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return records.hasNext();
                }

                @Override
                public byte[] next() {
                    byte[] record = records.next();
                    bytes += record.length;
                    if (bytes > reserved.bytes()) {
                        reserve(new StoreSize(0, Math.max(block, bytes - reserved.bytes())));
                    }
                    return record;
                }
            };
        }

        private void reserve(StoreSize more) {
            synchronized (Admission.this) {
                reserved = reserved.plus(more);
                uploads.merge(owner, more, StoreSize::plus);
                require(owner);
            }
        }

        /** Ends the upload: from now on the store counts it, or it was not accepted. */
        @Override
        public void close() {
            synchronized (Admission.this) {
                uploads.merge(owner, reserved, StoreSize::minus);
                uploads.remove(owner, StoreSize.EMPTY);
                reserved = StoreSize.EMPTY;
            }
        }
    }

    private synchronized void require(String owner) {
        Balance balance = new Balance(owner);
        if (balance.isExceeded()) {
            dropFor(balance);
        }
        if (balance.isQuotaExceeded()) {
            throw new QuotaExceededException("The user holds " + balance.mine().executions() + " executions of "
                    + balance.mine().bytes() + " bytes with this one, and may hold "
                    + balance.quota().executions() + " of " + balance.quota().bytes()
                    + " bytes: delete some, or read their results, or repeat the start later"
                    + " (maxExecutionsPerUser, maxStoreSizePerUser)");
        }
        if (balance.isLimitExceeded()) {
            throw new StoreFullException("The host holds " + balance.total.executions() + " executions of "
                    + balance.total.bytes() + " bytes with this one, none of which can be dropped (maxExecutions "
                    + retention.limit().executions() + ", maxStoreSize "
                    + retention.limit().bytes() + ")");
        }
    }

    private void dropFor(Balance balance) {
        Instant unreadSince = clock.instant().minus(retention.unreadTime());
        Map<String, List<HeldExecution>> droppable = store.held().stream()
                .filter(held -> held.finished().isPresent())
                .filter(held ->
                        read.contains(held.id()) || !held.finished().get().isAfter(unreadSince))
                .sorted(Comparator.comparing(held -> held.finished().orElseThrow()))
                .collect(Collectors.groupingBy(HeldExecution::owner));
        int dropped = 0;
        while (balance.isExceeded()) {
            HeldExecution next = balance.next(droppable);
            if (next == null) {
                break;
            }
            store.delete(next.id());
            forget(next.id());
            balance.drop(next);
            dropped++;
        }
        if (dropped > 0) {
            LOG.warn(
                    "{} executions that have ended were dropped for a new one"
                            + " (maxExecutions, maxStoreSize, maxExecutionsPerUser, maxStoreSizePerUser)",
                    dropped);
        }
    }

    /** What each owner holds at the start of one of them, uploads included. */
    private final class Balance {

        private final String owner;
        private final Map<String, StoreSize> sizes;
        private StoreSize total;

        Balance(String owner) {
            this.owner = owner;
            this.sizes = new HashMap<>(store.sizes());
            uploads.forEach((uploader, size) -> sizes.merge(uploader, size, StoreSize::plus));
            this.total = StoreSize.sum(sizes.values());
        }

        StoreSize mine() {
            return sizes.getOrDefault(owner, StoreSize.EMPTY);
        }

        StoreSize quota() {
            return retention.quota().limit(retention.limit().minus(total));
        }

        boolean isLimitExceeded() {
            return !total.isWithin(retention.limit());
        }

        boolean isQuotaExceeded() {
            return !mine().isWithin(quota());
        }

        boolean isExceeded() {
            return isLimitExceeded() || isQuotaExceeded();
        }

        /** The oldest execution of the owner who holds the most; {@code null} when there is none to drop. */
        HeldExecution next(Map<String, List<HeldExecution>> droppable) {
            boolean tooMany = mine().executions() > quota().executions()
                    || total.executions() > retention.limit().executions();
            Comparator<String> bySize = Comparator.comparing(
                    holder -> sizes.getOrDefault(holder, StoreSize.EMPTY),
                    tooMany
                            ? Comparator.comparingInt(StoreSize::executions)
                            : Comparator.comparingLong(StoreSize::bytes));
            // what others hold does not matter to a number of the owner's own
            boolean onlyMine = isQuotaExceeded() && !retention.quota().isShare(tooMany);
            return droppable.keySet().stream()
                    .filter(holder -> !droppable.get(holder).isEmpty())
                    .filter(holder -> onlyMine ? holder.equals(owner) : bySize.compare(holder, owner) >= 0)
                    .max(bySize)
                    .map(holder -> droppable.get(holder).remove(0))
                    .orElse(null);
        }

        void drop(HeldExecution held) {
            sizes.merge(held.owner(), held.size(), StoreSize::minus);
            total = total.minus(held.size());
        }
    }
}
