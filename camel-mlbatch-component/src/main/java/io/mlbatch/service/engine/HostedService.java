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
package io.mlbatch.service.engine;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.IdempotencyKey;
import io.mlbatch.service.store.CreateResult;

/** A service as its callers see it: what it declares, and its executions. Thread-safe. */
public final class HostedService {

    private final ServiceDescription description;
    private final Set<String> roles;
    private final ExecutionStore store;
    private final BatchEngine engine;
    private final BatchLimits limits;
    private final RecordChecks checks;
    private final SingleRecordQueue singles;

    /**
     * @param roles of which callers need one; when there are none, everybody is a caller
     * @param checks for the inputs that the description declares
     */
    public HostedService(
            ServiceDescription description,
            Set<String> roles,
            ExecutionStore store,
            BatchEngine engine,
            BatchLimits limits,
            RecordChecks checks) {
        this.description = description;
        this.roles = Set.copyOf(roles);
        this.store = store;
        this.engine = engine;
        this.limits = limits;
        this.checks = checks;
        this.singles = new SingleRecordQueue(engine);
    }

    public ServiceId id() {
        return description.id();
    }

    public ServiceDescription description() {
        return description;
    }

    /** Bytes that a record may have, as JSON. */
    public int maxRecordSize() {
        return limits.maxRecordSize();
    }

    public boolean mayBeUsedBy(Caller caller) {
        return roles.isEmpty() || caller.hasOneOf(roles);
    }

    /**
     * Checks the records against the declared inputs, takes them as one batch and starts it. A service that declares no
     * inputs takes records as they are.
     *
     * @param owner the user that the batch belongs to; empty where nobody has to log in
     * @param parallelCount records of the batch that may be in flight at once, at least 1
     * @param key what the start is known again by: a second one gives the execution of the first
     * @throws io.mlbatch.protocol.InvalidRecordException when a record does not fit and such records are refused;
     *     nothing has been taken then, and the same holds for what the iterator throws
     * @throws BatchTooLargeException when it exceeds the limits; nothing has been taken then
     * @throws io.mlbatch.service.store.KeyReusedException when the key was used with another batch
     */
    public Execution start(
            String owner, int parallelCount, Optional<IdempotencyKey> key, Iterator<? extends Map<String, ?>> records) {
        CreateResult taken = store.create(new NewExecution(id(), owner, parallelCount, key, encoded(records)));
        if (taken.isNew()) {
            engine.submit(taken.execution());
        }
        return taken.execution();
    }

    /**
     * Checks one record against the declared inputs and queues it; holds no thread while it waits. It counts as a
     * record in flight like those of batches, and takes turns with them. It is given up when the service is no longer
     * hosted.
     *
     * @param owner the user who sends it; empty where callers do not log in
     * @throws io.mlbatch.protocol.InvalidRecordException when the record does not fit
     * @throws BatchTooLargeException when it exceeds the limits
     */
    public SingleRecord consume(String owner, Map<String, ?> record) {
        byte[] encoded = checks.single(record);
        limits.require(0, encoded);
        return singles.submit(id(), owner, encoded);
    }

    /** Lets those go who wait for a single record: nobody computes it any more. */
    public void releaseCallers() {
        singles.close();
    }

    /**
     * Computes nothing more until {@link #resume}, and takes nothing new; what is in flight runs to its end. Those who
     * wait for the turn of a single record are let go.
     */
    public void pause() {
        engine.pause();
        singles.releaseQueued();
    }

    /** True while nothing new is to be handed over: see {@link #pause}. */
    public boolean isPaused() {
        return engine.isPaused();
    }

    /** Goes on after {@link #pause}. */
    public void resume() {
        engine.resume();
    }

    /** Sees to what has not come to its end and is not computed already: it was taken when another one was hosted. */
    public void takeUp() {
        store.unfinished(id()).forEach(engine::submit);
    }

    private Iterator<byte[]> encoded(Iterator<? extends Map<String, ?>> records) {
        return new Iterator<>() {
            private int index;

            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public byte[] next() {
                return checks.ofBatch(index++, records.next(), limits);
            }
        };
    }

    /** True while no batch can be taken: see {@link ExecutionStore#isFailing}. */
    public boolean isFailing() {
        return store.isFailing();
    }

    /**
     * An execution of an owner that is held; empty for an id that is not (any more). Ids are compared without regard to
     * letter case: .NET clients may write a GUID in capitals, and the stores' ids are in lower case.
     */
    public Optional<Execution> find(String owner, String executionId) {
        return store.find(id(), executionId.toLowerCase(Locale.ROOT))
                .filter(execution -> execution.owner().equals(owner));
    }

    /** The executions of an owner that are held, in the order of their start. */
    public List<ExecutionId> executions(String owner) {
        return store.list(id(), owner);
    }

    /** The results of an ended execution have been read to their end: see {@link ExecutionStore#markRead}. */
    public void markRead(ExecutionId execution) {
        store.markRead(execution);
    }

    /** Stops an execution and forgets it; false when somebody else was faster. */
    public boolean cancel(ExecutionId execution) {
        boolean deleted = store.delete(execution);
        // not before: a store that fails holds the execution still, and nobody else would compute it
        engine.cancel(execution);
        return deleted;
    }
}
