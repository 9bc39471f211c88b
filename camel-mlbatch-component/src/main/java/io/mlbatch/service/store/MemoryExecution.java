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

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;

/** An execution in the heap. */
final class MemoryExecution implements Execution {

    private static final int PAGE = 1_000;

    private final ExecutionId id;
    private final String owner;
    private final int parallelCount;
    private final List<byte[]> records;
    private final ItemResult[] results;
    private final MemoryBudget.Share memory;
    private final Clock clock;
    private final EndListeners listeners = new EndListeners();
    private boolean begun;
    private Instant finished;
    private int completed;

    /** @param memory contains the records already */
    MemoryExecution(
            ExecutionId id,
            String owner,
            int parallelCount,
            List<byte[]> records,
            MemoryBudget.Share memory,
            Clock clock) {
        this.id = id;
        this.owner = owner;
        this.parallelCount = parallelCount;
        this.records = records;
        this.memory = memory;
        this.clock = clock;
        this.results = new ItemResult[records.size()];
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
    public synchronized BatchStatus status() {
        BatchState state =
                completed == results.length ? BatchState.COMPLETE : begun ? BatchState.IN_PROGRESS : BatchState.PENDING;
        return new BatchStatus(state, completed, results.length, parallelCount);
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
    public void complete(int index, ItemResult result) {
        if (isLast(index, result)) {
            listeners.end();
        }
    }

    private synchronized boolean isLast(int index, ItemResult result) {
        if (results[index] != null) {
            return false;
        }
        results[index] = result;
        memory.reserveForResult(result.bytes());
        boolean last = ++completed == results.length;
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
        return new HeldExecution(id, owner, Optional.ofNullable(finished), memory.bytes());
    }

    @Override
    public synchronized BitSet completed() {
        BitSet indexes = new BitSet(results.length);
        for (int index = 0; index < results.length; index++) {
            indexes.set(index, results[index] != null);
        }
        return indexes;
    }

    @Override
    public synchronized List<IndexedResult> results(int from) {
        List<IndexedResult> page = new ArrayList<>();
        for (int index = from; index < results.length && page.size() < PAGE; index++) {
            if (results[index] != null) {
                page.add(new IndexedResult(index, results[index].response()));
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
        return results[index] == null ? List.of() : results[index].artifacts();
    }
}
