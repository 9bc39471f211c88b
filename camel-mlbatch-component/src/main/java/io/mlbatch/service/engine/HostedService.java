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
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.TraceContext;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.security.ServiceRoles;
import io.mlbatch.service.store.CreateResult;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.IdempotencyKey;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.SummaryQuery;
import io.mlbatch.service.store.retention.Admission;

/** A hosted service with its description and executions. The API of HTTP handlers. Thread-safe. */
public final class HostedService {

    private final ServiceDescription description;
    private final ServiceRoles roles;
    private final int parallelCount;
    private final ExecutionStore store;
    private final Admission admission;
    private final BatchEngine engine;
    private final ExecutionDispatcher dispatcher;
    private final BatchLimits limits;
    private final RecordChecks checks;
    private final SingleRecordQueue singleRecords;
    private final WaitingCallers waiting;
    private volatile Runnable endListener;
    private volatile boolean closed;

    /**
     * @param roles decide who may use the service, and the executions of other users
     * @param parallelCount the parallel count of batches whose callers do not request one
     * @param admission stores new executions within the limits of the store
     * @param dispatcher computes executions
     * @param checks checks records against the inputs that the description declares
     */
    public HostedService(
            ServiceDescription description,
            ServiceRoles roles,
            int parallelCount,
            ExecutionStore store,
            Admission admission,
            ExecutionDispatcher dispatcher,
            BatchLimits limits,
            RecordChecks checks) {
        this.description = description;
        this.roles = roles;
        this.parallelCount = parallelCount;
        this.store = store;
        this.admission = admission;
        this.engine = dispatcher.engine();
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.checks = checks;
        this.singleRecords = new SingleRecordQueue(engine);
        this.waiting = new WaitingCallers(() -> closed || engine.isPaused());
    }

    public ServiceId id() {
        return description.id();
    }

    public ServiceDescription description() {
        return description;
    }

    /** Returns the maximum size of a record, in bytes of JSON. */
    public int maxRecordSize() {
        return limits.maxRecordSize();
    }

    /** Returns true if an invalid record rejects its batch; otherwise only that record fails. */
    public boolean refusesInvalidRecords() {
        return checks.refusesInvalidRecords();
    }

    /** Returns the parallel count of batches whose callers do not request one. */
    public int parallelCount() {
        return parallelCount;
    }

    public boolean mayBeUsedBy(Caller caller) {
        return roles.mayUse(caller);
    }

    /**
     * Checks the records against the declared inputs, stores them as one batch and starts it. A service without
     * declared inputs accepts any record. If this method throws, also an exception of the iterator, nothing is stored.
     *
     * @param owner the user who owns the batch; empty if callers do not log in
     * @param parallelCount chunks of the batch that may be in flight at once, at least 1
     * @param key identifies repeated starts: a second start returns the execution of the first
     * @param trace the trace of the start, which its records belong to
     * @throws io.mlbatch.protocol.InvalidRecordException if a record is invalid and such records are rejected
     * @throws BatchTooLargeException if the batch exceeds the limits
     * @throws io.mlbatch.service.store.KeyReusedException if the key was used with another batch
     * @throws io.mlbatch.service.store.QuotaExceededException if the owner holds too much
     * @throws io.mlbatch.service.store.StoreFullException if the store is full
     */
    public Execution start(
            String owner,
            int parallelCount,
            Optional<IdempotencyKey> key,
            Optional<TraceContext> trace,
            Iterator<? extends Map<String, ?>> records) {
        Runnable onEnd = endListener;
        CreateResult created =
                admission.create(new NewExecution(id(), owner, parallelCount, key, checks.ofBatch(records, limits))
                        .withTrace(trace)
                        .withAnnouncement(onEnd != null));
        if (created.isNew()) {
            engine.listener().accepted(created.execution());
            dispatcher.submit(created.execution());
            if (onEnd != null) {
                created.execution().onEnd(onEnd);
            }
        }
        return created.execution();
    }

    /**
     * Requests an announcement of the end of each execution that starts from now on.
     *
     * @param onEnd called at the end of such an execution; must return quickly
     */
    public void announce(Runnable onEnd) {
        endListener = onEnd;
    }

    /**
     * Checks one record against the declared inputs and queues it. Holds no thread while it waits. The record takes
     * turns with batches and counts as a record in flight. It is dropped when the service is no longer hosted.
     *
     * @param owner the user who sends it; empty if callers do not log in
     * @param trace the trace of the request, which the record belongs to
     * @throws io.mlbatch.protocol.InvalidRecordException if the record is invalid
     * @throws BatchTooLargeException if it exceeds the limits
     */
    public SingleRecord consume(String owner, Optional<TraceContext> trace, Map<String, ?> record) {
        byte[] encoded = checks.single(record);
        limits.require(0, encoded);
        return singleRecords.submit(id(), owner, trace, encoded);
    }

    /** Releases the callers that wait for a single record or for the end of an execution: they are not computed. */
    public void releaseWaiting() {
        closed = true;
        singleRecords.close();
        waiting.releaseAll();
    }

    /**
     * Starts no further record until {@link #resume} and rejects new ones. Records in flight complete. Callers that
     * wait for the turn of a single record or for the end of an execution are released.
     */
    public void pause() {
        engine.pause();
        dispatcher.pause();
        singleRecords.dropQueued();
        waiting.releaseAll();
    }

    /** Leaves executions to the other nodes of a cluster; a single host computes them all the same. */
    public void drain() {
        dispatcher.pause();
    }

    /** Continues after {@link #drain}. */
    public void endDrain() {
        if (!isPaused()) {
            dispatcher.resume();
        }
    }

    /** Returns true if this host has nothing to compute, or computes nothing because it is paused. */
    public boolean isIdle() {
        return engine.isIdle() && (isPaused() || store.unfinished(id()).isEmpty());
    }

    /** Returns true while new records are rejected, see {@link #pause}. */
    public boolean isPaused() {
        return engine.isPaused();
    }

    /** Continues after {@link #pause}. */
    public void resume() {
        engine.resume();
        dispatcher.resume();
    }

    /** Resumes the unfinished executions that are not computed, such as those of an earlier start of the service. */
    public void resubmitUnfinished() {
        store.unfinished(id()).forEach(dispatcher::submit);
    }

    /** Resumes the unfinished executions at the start of the service. */
    public void resumeUnfinished() {
        for (Execution execution : store.unfinished(id())) {
            engine.listener().resumed(execution);
            dispatcher.submit(execution);
        }
    }

    /** Returns true while no batch can be stored, see {@link ExecutionStore#isFailing}. */
    public boolean isFailing() {
        return store.isFailing();
    }

    /**
     * Finds an execution that the caller may read and cancel: one of its own, or any if it is an operator. Ignores the
     * case of the id: .NET clients may send a GUID in capitals, and the ids of the stores are in lower case.
     */
    public Optional<Execution> find(Caller caller, String executionId) {
        return store.find(id(), executionId.toLowerCase(Locale.ROOT))
                .filter(execution -> mayRead(caller, execution.owner()));
    }

    private boolean mayRead(Caller caller, String owner) {
        return owner.equals(caller.name()) || roles.isAdmin(caller);
    }

    /**
     * Waits for the end of an execution, without a thread.
     *
     * @param released runs once: when the execution has ended or is deleted, or when the service is paused or no longer
     *     hosted; possibly before this method returns. Must not block
     * @return ends the wait
     */
    public Runnable onEnd(Execution execution, Runnable released) {
        return waiting.add(execution, released);
    }

    /** Returns the executions that the caller may read, in the order of their start. */
    public List<ExecutionId> executions(Caller caller) {
        return roles.isAdmin(caller) ? store.list(id()) : store.list(id(), caller.name());
    }

    /** Returns the details of the selected executions that the caller may read, the newest first. */
    public List<ExecutionSummary> summaries(Caller caller, SummaryQuery selection) {
        SummaryQuery mine = selection.of(Set.of(id()));
        if (roles.isAdmin(caller)) {
            return store.summaries(mine);
        }
        boolean othersOnly =
                selection.owner().filter(owner -> !owner.equals(caller.name())).isPresent();
        return othersOnly ? List.of() : store.summaries(mine.ownedBy(caller.name()));
    }

    /** Returns the details of an execution that the caller may read. */
    public Optional<ExecutionSummary> summary(Caller caller, String executionId) {
        return store.summary(executionId.toLowerCase(Locale.ROOT))
                .filter(execution -> execution.id().service().equals(id()))
                .filter(execution -> mayRead(caller, execution.owner()));
    }

    /** Marks the results of an ended execution as read to their end, see {@link ExecutionStore#markRead}. */
    public void markRead(ExecutionId execution) {
        store.markRead(execution);
    }

    /** Deletes an execution and stops its computation. Returns false if the execution does not exist. */
    public boolean cancel(ExecutionId execution) {
        Optional<ExecutionSummary> unfinished = store.summary(execution.value())
                .filter(summary -> summary.finished().isEmpty());
        boolean deleted = store.delete(execution);
        // after the deletion: if the store fails, the execution still exists and must be computed
        dispatcher.cancel(execution);
        if (deleted) {
            unfinished.ifPresent(engine.listener()::canceled);
        }
        return deleted;
    }
}
