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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;

/** A store that drops what it has held for long enough, and makes room for a new execution before it takes it. */
public final class RetainingStore implements ExecutionStore {

    private static final Logger LOG = LoggerFactory.getLogger(RetainingStore.class);

    private final ExecutionStore store;
    private final Retention retention;
    private final Clock clock;
    private final Admission admission;
    private final PurgeGrace grace;

    /**
     * @param store is closed with this one
     * @param nanoTime a time that does not jump, as {@link System#nanoTime}
     */
    public RetainingStore(ExecutionStore store, Retention retention, Clock clock, LongSupplier nanoTime) {
        this.store = store;
        this.retention = retention;
        this.clock = clock;
        this.admission = new Admission(store, retention, clock);
        this.grace = new PurgeGrace(clock, nanoTime, retention.time());
    }

    /**
     * Drops executions that ended longer ago than the retention. Drops none within an hour, or the retention if that is
     * shorter, after the start or a jump of the clock.
     */
    public void purge() {
        if (!grace.isOver()) {
            return;
        }
        Instant oldest = clock.instant().minus(retention.time());
        long dropped = store.held().stream()
                .filter(held -> held.finished().filter(oldest::isAfter).isPresent())
                .filter(held -> delete(held.id()))
                .count();
        if (dropped > 0) {
            LOG.info("{} executions were dropped: they ended more than {} ago", dropped, retention.time());
        }
    }

    /**
     * @throws QuotaExceededException when the owner holds too much, and nothing of it may be dropped
     * @throws StoreFullException when all owners together hold too much, and nothing of it may be dropped
     */
    @Override
    public CreateResult create(NewExecution batch) {
        try (Admission.Upload upload = admission.begin(batch.owner())) {
            return store.create(batch.withRecords(upload.count(batch.records())));
        }
    }

    @Override
    public Optional<Execution> find(ServiceId service, String executionId) {
        return store.find(service, executionId);
    }

    @Override
    public List<ExecutionId> list(ServiceId service, String owner) {
        return store.list(service, owner);
    }

    @Override
    public List<Execution> unfinished(ServiceId service) {
        return store.unfinished(service);
    }

    @Override
    public boolean delete(ExecutionId id) {
        boolean deleted = store.delete(id);
        admission.forget(id);
        return deleted;
    }

    @Override
    public List<HeldExecution> held() {
        return store.held();
    }

    @Override
    public Map<String, StoreSize> sizes() {
        return store.sizes();
    }

    @Override
    public void markRead(ExecutionId id) {
        admission.markRead(id);
    }

    @Override
    public boolean isFailing() {
        return store.isFailing();
    }

    @Override
    public void check() {
        store.check();
    }

    @Override
    public void close() {
        store.close();
    }
}
