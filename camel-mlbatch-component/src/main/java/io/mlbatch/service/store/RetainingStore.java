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
import java.util.List;
import java.util.Optional;

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

    /** @param store is closed with this one */
    public RetainingStore(ExecutionStore store, Retention retention, Clock clock) {
        this.store = store;
        this.retention = retention;
        this.clock = clock;
    }

    /** Drops what came to its end longer ago than the retention. */
    public void purge() {
        Instant oldest = clock.instant().minus(retention.time());
        long dropped = store.held().stream()
                .filter(held -> held.finished().filter(oldest::isAfter).isPresent())
                .filter(held -> store.delete(held.id()))
                .count();
        if (dropped > 0) {
            LOG.info("{} executions were dropped: they ended more than {} ago", dropped, retention.time());
        }
    }

    /** @throws StoreFullException when there is no room, and nothing that may be dropped */
    @Override
    public Taken create(NewExecution batch) {
        StoreSize size = store.size();
        if (!hasRoom(size)) {
            makeRoom(size);
        }
        return store.create(batch);
    }

    private boolean hasRoom(StoreSize size) {
        return size.executions() < retention.maxExecutions() && size.bytes() < retention.maxBytes();
    }

    private void makeRoom(StoreSize size) {
        List<HeldExecution> finished = store.held().stream()
                .filter(held -> held.finished().isPresent())
                .sorted(Comparator.comparing(held -> held.finished().orElseThrow()))
                .toList();
        StoreSize left = size;
        int dropped = 0;
        for (HeldExecution held : finished) {
            if (hasRoom(left)) {
                break;
            }
            store.delete(held.id());
            dropped++;
            left = new StoreSize(left.executions() - 1, left.bytes() - held.bytes());
        }
        if (dropped > 0) {
            LOG.warn(
                    "{} executions that have ended were dropped to make room (see maxExecutions and maxStoreSize)",
                    dropped);
        }
        if (!hasRoom(left)) {
            throw new StoreFullException("The host holds " + left.executions() + " unfinished executions of "
                    + left.bytes() + " bytes and takes no more (maxExecutions " + retention.maxExecutions()
                    + ", maxStoreSize " + retention.maxBytes() + ")");
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
        return store.delete(id);
    }

    @Override
    public List<HeldExecution> held() {
        return store.held();
    }

    @Override
    public StoreSize size() {
        return store.size();
    }

    @Override
    public boolean isFailing() {
        return store.isFailing();
    }

    @Override
    public void close() {
        store.close();
    }
}
