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

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.service.store.Backlog;
import io.mlbatch.service.store.EndListeners;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.HeldExecution;
import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.ProducedArtifact;
import io.mlbatch.service.store.RecordRun;
import io.mlbatch.service.store.ResultRun;

/** An execution in the heap. */
final class MemoryExecution implements Execution {

    private static final int PAGE = 1_000;

    private final ExecutionId id;
    private final long sequence;
    private final String owner;
    private final int parallelCount;
    private final Instant created;
    private final String traceparent;
    private final List<byte[]> records;
    private final int total;
    // by the index of the first result
    private final NavigableMap<Integer, ResultRun> results = new TreeMap<>();
    private final BitSet completed;
    private final MemoryBudget.Share memory;
    private final Clock clock;
    private final EndListeners listeners = new EndListeners();
    private boolean begun;
    private boolean read;
    private Instant finished;
    private int stored;
    private int failed;

    /**
     * @param sequence increases with each execution
     * @param memory contains the records already
     */
    MemoryExecution(
            ExecutionId id,
            long sequence,
            NewExecution batch,
            List<byte[]> records,
            MemoryBudget.Share memory,
            Clock clock) {
        this.id = id;
        this.sequence = sequence;
        this.owner = batch.owner();
        this.parallelCount = batch.parallelCount();
        this.traceparent = batch.traceparent();
        this.records = records;
        this.memory = memory;
        this.clock = clock;
        this.created = clock.instant();
        this.total = records.size();
        this.completed = new BitSet(total);
    }

    @Override
    public ExecutionId id() {
        return id;
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public Optional<String> traceparent() {
        return Optional.ofNullable(traceparent);
    }

    @Override
    public synchronized BatchStatus status() {
        BatchState state = stored == total ? BatchState.COMPLETE : begun ? BatchState.IN_PROGRESS : BatchState.PENDING;
        return new BatchStatus(state, stored, total, parallelCount);
    }

    @Override
    public RecordRun records(int from, int max) {
        List<byte[]> run = records.subList(from, Math.min(records.size(), from + Math.min(max, PAGE)));
        return RecordRun.of(from, run);
    }

    @Override
    public RecordRun inputs(int from, int max) {
        return records(from, max);
    }

    @Override
    public Runnable onEnd(Runnable action) {
        return listeners.add(action);
    }

    @Override
    public synchronized void begin() {
        begun = true;
    }

    @Override
    public void complete(ResultRun run) {
        if (isLast(run)) {
            listeners.end();
        }
    }

    private synchronized boolean isLast(ResultRun run) {
        int before = stored;
        for (ResultRun part : run.without(completed)) {
            results.put(part.first(), part);
            completed.set(part.first(), part.end());
            stored += part.count();
            failed += part.failedCount();
            memory.reserveForResult(part.bytes());
        }
        boolean last = before < total && stored == total;
        if (last) {
            finished = clock.instant();
        }
        return last;
    }

    /** Releases the memory of a deleted execution. */
    void release() {
        memory.release();
        listeners.end();
    }

    synchronized HeldExecution held() {
        return new HeldExecution(id, owner, memory.bytes());
    }

    synchronized boolean hasEndedBefore(Instant time) {
        return finished != null && finished.isBefore(time);
    }

    /** Returns true if the execution ended after the time, and its results have not been read. */
    synchronized boolean isUnread(Instant since) {
        return finished != null && !read && finished.isAfter(since);
    }

    /** Returns true if the execution has been read, or has not ended after the time. */
    synchronized boolean isEvictable(Instant unreadSince) {
        return finished != null && !isUnread(unreadSince);
    }

    /** Returns the end of an ended execution. */
    synchronized Instant finished() {
        return finished;
    }

    synchronized void markRead() {
        read = true;
    }

    synchronized Backlog backlog() {
        return new Backlog(1, total - stored, stored == 0 ? Optional.of(created) : Optional.empty());
    }

    synchronized ExecutionSummary summary() {
        return new ExecutionSummary(
                id,
                sequence,
                owner,
                status(),
                OptionalInt.of(failed),
                created,
                Optional.ofNullable(finished),
                memory.bytes());
    }

    @Override
    public synchronized BitSet completed() {
        return (BitSet) completed.clone();
    }

    @Override
    public synchronized List<IndexedResult> results(int from, int max) {
        List<IndexedResult> page = new ArrayList<>();
        int begin = Objects.requireNonNullElse(results.floorKey(from), from);
        for (ResultRun run : results.tailMap(begin).values()) {
            for (int index = Math.max(from, run.first()); index < run.end(); index++) {
                if (page.size() == Math.min(PAGE, max)) {
                    return page;
                }
                page.add(new IndexedResult(index, run.response(index)));
            }
        }
        return page;
    }

    @Override
    public List<String> artifactNames(int index) {
        return artifacts(index).stream().map(ProducedArtifact::name).toList();
    }

    @Override
    public Optional<InputStream> artifact(int index, String name) {
        return artifacts(index).stream()
                .filter(artifact -> artifact.name().equals(name))
                .findFirst()
                .map(artifact -> new ByteArrayInputStream(artifact.content()));
    }

    private synchronized List<ProducedArtifact> artifacts(int index) {
        ResultRun run = results.get(index);
        return run == null ? List.of() : run.artifacts();
    }
}
