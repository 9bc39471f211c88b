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

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Announcements;
import io.mlbatch.service.store.Backlog;
import io.mlbatch.service.store.CreateResult;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.HeldExecution;
import io.mlbatch.service.store.IdempotencyKey;
import io.mlbatch.service.store.KeyReusedException;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.StoreListener;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.SummaryQuery;

/** Store in the heap, whose executions end with the process. Ids are random UUIDs. */
public final class MemoryExecutionStore implements ExecutionStore {

    // by the id's value, in the order of creation
    private final Map<String, MemoryExecution> executions = new LinkedHashMap<>();
    private final ExecutionListing held = new ExecutionListing(executions.values());
    private final EndedExecutions ended = new EndedExecutions(executions.values());
    private final StartKeys keys = new StartKeys();

    private final Clock clock;
    private final MemoryBudget budget;
    private final BooleanSupplier stopping;
    private final MemoryAnnouncements announcements;
    private final AtomicLong starts = new AtomicLong();
    private volatile StoreListener listener = StoreListener.NONE;
    private boolean closed;

    /**
     * @param maxBytes the limit for the records of a new execution and all held executions
     * @param stopping returns true once the process ends: an execution that is accepted then would be lost
     */
    public MemoryExecutionStore(Clock clock, long maxBytes, BooleanSupplier stopping) {
        this.clock = clock;
        this.budget = new MemoryBudget(maxBytes);
        this.stopping = stopping;
        this.announcements = new MemoryAnnouncements(this, clock);
    }

    public MemoryExecutionStore(Clock clock, long maxBytes) {
        this(clock, maxBytes, () -> false);
    }

    @Override
    public Optional<CreateResult> existing(NewExecution batch) {
        return batch.key().flatMap(key -> before(batch, key).map(before -> {
            batch.records().forEachRemaining(record -> {});
            return existing(key, key.fingerprint().get(), before);
        }));
    }

    private Optional<StartKeys.Keyed> before(NewExecution batch, IdempotencyKey key) {
        synchronized (executions) {
            return keys.find(batch, key);
        }
    }

    @Override
    public CreateResult create(NewExecution batch) {
        MemoryBudget.Share share = budget.new Share();
        boolean kept = false;
        try {
            CreateResult created = create(batch, share);
            kept = created.isNew();
            return created;
        } finally {
            if (!kept) {
                share.release();
            }
        }
    }

    private CreateResult create(NewExecution batch, MemoryBudget.Share share) {
        List<byte[]> records = share.read(batch.records());
        ExecutionId id = new ExecutionId(batch.service(), UUID.randomUUID().toString());
        MemoryExecution execution = new MemoryExecution(id, starts.incrementAndGet(), batch, records, share, clock);
        synchronized (executions) {
            if (closed || stopping.getAsBoolean()) {
                throw new StoreException("The host is stopping; the batch was not accepted", null);
            }
            if (batch.key().isPresent()) {
                IdempotencyKey key = batch.key().get();
                StartKeys.Keyed mine = new StartKeys.Keyed(key.fingerprint().get(), execution);
                Optional<StartKeys.Keyed> before = keys.find(batch, key);
                if (before.isPresent()) {
                    return existing(key, mine.fingerprint(), before.get());
                }
                keys.add(batch, key, mine);
            }
            executions.put(id.value(), execution);
            share.hold(batch.owner());
            if (batch.isAnnounced()) {
                announcements.add(id.value());
            }
        }
        execution.onEnd(() -> {
            // also called for a deletion
            if (execution.status().state().isTerminal()) {
                listener.ended(id);
            }
        });
        return new CreateResult(execution, true);
    }

    private static CreateResult existing(IdempotencyKey key, String fingerprint, StartKeys.Keyed before) {
        if (!before.fingerprint().equals(fingerprint)) {
            throw new KeyReusedException(key.value(), before.execution().id().value());
        }
        return new CreateResult(before.execution(), false);
    }

    @Override
    public Optional<Execution> find(ServiceId service, String executionId) {
        synchronized (executions) {
            return Optional.<Execution>ofNullable(executions.get(executionId))
                    .filter(execution -> execution.id().service().equals(service));
        }
    }

    @Override
    public List<ExecutionId> list(ServiceId service, String owner) {
        synchronized (executions) {
            return held.ids(service, owner);
        }
    }

    @Override
    public List<ExecutionId> list(ServiceId service) {
        synchronized (executions) {
            return held.ids(service);
        }
    }

    @Override
    public List<ExecutionSummary> summaries(SummaryQuery selection) {
        synchronized (executions) {
            return held.summaries(selection);
        }
    }

    @Override
    public Optional<ExecutionSummary> summary(String executionId) {
        synchronized (executions) {
            return Optional.ofNullable(executions.get(executionId)).map(MemoryExecution::summary);
        }
    }

    @Override
    public List<Execution> unfinished(ServiceId service) {
        synchronized (executions) {
            return held.unfinished(service);
        }
    }

    @Override
    public boolean delete(ExecutionId id) {
        synchronized (executions) {
            keys.remove(id);
            MemoryExecution deleted = executions.remove(id.value());
            announcements.remove(id.value());
            if (deleted != null) {
                deleted.release();
            }
            return deleted != null;
        }
    }

    @Override
    public void markRead(ExecutionId id) {
        synchronized (executions) {
            MemoryExecution execution = executions.get(id.value());
            if (execution != null) {
                execution.markRead();
            }
        }
    }

    @Override
    public List<ExecutionId> endedBefore(Instant time, int max) {
        synchronized (executions) {
            return ended.before(time, max);
        }
    }

    @Override
    public boolean holdsUnread(Instant unreadSince) {
        synchronized (executions) {
            return ended.hasUnread(unreadSince);
        }
    }

    @Override
    public Set<String> evictableOwners(Instant unreadSince) {
        synchronized (executions) {
            return ended.evictableOwners(unreadSince);
        }
    }

    @Override
    public Optional<HeldExecution> oldestEvictable(String owner, Instant unreadSince) {
        synchronized (executions) {
            return ended.oldestEvictable(owner, unreadSince);
        }
    }

    @Override
    public Announcements announcements() {
        return announcements;
    }

    /** Returns the details of the executions of a service, the oldest first. */
    List<ExecutionSummary> ofService(ServiceId service) {
        synchronized (executions) {
            return held.ofService(service);
        }
    }

    @Override
    public boolean isDurable() {
        return false;
    }

    /** Includes uploads in progress. */
    @Override
    public StoreSize size() {
        synchronized (executions) {
            return new StoreSize(executions.size(), budget.used());
        }
    }

    @Override
    public Map<String, StoreSize> sizes() {
        return budget.sizes();
    }

    @Override
    public Map<ServiceId, Backlog> backlogs() {
        synchronized (executions) {
            return held.backlogs();
        }
    }

    @Override
    public void observe(StoreListener newListener) {
        listener = newListener;
    }

    @Override
    public void close() {
        synchronized (executions) {
            closed = true;
            executions.clear();
            keys.clear();
        }
    }
}
