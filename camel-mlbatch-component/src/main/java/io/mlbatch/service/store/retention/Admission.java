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
package io.mlbatch.service.store.retention;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.store.CreateResult;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.HeldExecution;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.QuotaExceededException;
import io.mlbatch.service.store.StoreFullException;
import io.mlbatch.service.store.StoreSize;

/**
 * Admission control of a store. If a start exceeds a limit, it evicts ended executions: first those of the owners who
 * hold the most, never those of an owner who holds less than the one who starts. An execution whose results were not
 * read is not evicted before {@link Retention#unreadTime}. Uploads count from their first record on. Thread-safe.
 */
public final class Admission {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /** The maximum block of bytes that an upload reserves at once, so that not every record queries the sizes. */
    private static final long MAX_BLOCK = 1 << 20;

    private final ExecutionStore store;
    private final Retention retention;
    private final Clock clock;
    private final long block;
    // by owner, guarded by this
    private final Map<String, StoreSize> uploads = new HashMap<>();

    public Admission(ExecutionStore store, Retention retention, Clock clock) {
        this.store = store;
        this.retention = retention;
        this.clock = clock;
        StoreSize most = retention.quota().limit(retention.limit());
        this.block =
                Math.min(MAX_BLOCK, Math.min(most.bytes(), retention.limit().bytes()) >> 10);
    }

    /** Returns true if the store holds ended executions that {@link Retention#unreadTime} protects from eviction. */
    public boolean holdsUnread() {
        return store.holdsUnread(unreadSince());
    }

    private Instant unreadSince() {
        return clock.instant().minus(retention.unreadTime());
    }

    /**
     * Stores a batch within the limits. A start that is repeated with its key takes no space.
     *
     * @throws QuotaExceededException if the owner holds too much and none of it may be evicted
     * @throws StoreFullException if all owners together hold too much and none of it may be evicted
     */
    public CreateResult create(NewExecution batch) {
        return store.existing(batch).orElseGet(() -> createNew(batch));
    }

    private CreateResult createNew(NewExecution batch) {
        try (Reservation reservation = reserve(batch.owner())) {
            return store.create(batch.withRecords(reservation.count(batch.records())));
        }
    }

    private Reservation reserve(String owner) {
        Reservation reservation = new Reservation(owner);
        boolean admitted = false;
        try {
            reservation.extend(new StoreSize(1, 0));
            admitted = true;
            return reservation;
        } finally {
            if (!admitted) {
                reservation.close();
            }
        }
    }

    /** The space of an upload in progress. Used by one thread. */
    private final class Reservation implements AutoCloseable {

        private final String owner;
        private StoreSize reserved = StoreSize.EMPTY;
        private long bytes;

        private Reservation(String owner) {
            this.owner = owner;
        }

        /** Reserves space while the records are read. The iterator throws the same exceptions as {@link #create}. */
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
                        extend(new StoreSize(0, Math.max(block, bytes - reserved.bytes())));
                    }
                    return record;
                }
            };
        }

        private void extend(StoreSize more) {
            synchronized (Admission.this) {
                reserved = reserved.plus(more);
                uploads.merge(owner, more, StoreSize::plus);
                require(owner);
            }
        }

        /** Ends the reservation: the store now counts the execution, or did not accept it. */
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
            evictFor(balance);
        }
        if (balance.isQuotaExceeded()) {
            throw new QuotaExceededException("The user holds " + balance.mine().executions() + " executions of "
                    + balance.mine().bytes() + " bytes with this one, and may hold "
                    + balance.quota().executions() + " of " + balance.quota().bytes()
                    + " bytes: delete some, read their results, or repeat the start later"
                    + " (maxExecutionsPerUser, maxStoreSizePerUser)");
        }
        if (balance.isLimitExceeded()) {
            throw new StoreFullException("The host holds " + balance.total.executions() + " executions of "
                    + balance.total.bytes() + " bytes with this one, and none of them can be evicted (maxExecutions "
                    + retention.limit().executions() + ", maxStoreSize "
                    + retention.limit().bytes() + ")");
        }
    }

    private void evictFor(Balance balance) {
        Instant unreadSince = unreadSince();
        Set<String> holders = store.evictableOwners(unreadSince);
        int evicted = 0;
        for (Optional<String> next = balance.next(holders); next.isPresent(); next = balance.next(holders)) {
            Optional<HeldExecution> oldest = store.oldestEvictable(next.get(), unreadSince);
            if (oldest.isEmpty()) {
                holders.remove(next.get());
            } else {
                store.delete(oldest.get().id());
                balance.subtract(oldest.get());
                evicted++;
            }
        }
        if (evicted > 0) {
            LOG.warn(
                    "Evicted {} ended executions for a new one"
                            + " (maxExecutions, maxStoreSize, maxExecutionsPerUser, maxStoreSizePerUser)",
                    evicted);
        }
    }

    /** The sizes of all owners, including uploads, at the start of one of them. */
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

        /** Returns the holder who loses an execution: the one who holds the most. Empty once nothing is exceeded. */
        Optional<String> next(Set<String> holders) {
            if (!isExceeded()) {
                return Optional.empty();
            }
            boolean tooMany = mine().executions() > quota().executions()
                    || total.executions() > retention.limit().executions();
            Comparator<String> bySize = Comparator.comparing(
                    holder -> sizes.getOrDefault(holder, StoreSize.EMPTY),
                    tooMany
                            ? Comparator.comparingInt(StoreSize::executions)
                            : Comparator.comparingLong(StoreSize::bytes));
            // a fixed quota of the owner does not depend on the executions of others
            boolean onlyMine = isQuotaExceeded() && !retention.quota().isShare(tooMany);
            return holders.stream()
                    .filter(holder -> onlyMine ? holder.equals(owner) : bySize.compare(holder, owner) >= 0)
                    .max(bySize);
        }

        void subtract(HeldExecution held) {
            sizes.merge(held.owner(), held.size(), StoreSize::minus);
            total = total.minus(held.size());
        }
    }
}
