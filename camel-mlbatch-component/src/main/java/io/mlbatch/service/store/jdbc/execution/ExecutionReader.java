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
package io.mlbatch.service.store.jdbc.execution;

import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.RecordRun;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.jdbc.database.StoreHealth;
import io.mlbatch.service.store.jdbc.database.StoreRetry;

/** Reads the records, results and artifacts of executions. Thread-safe. */
public final class ExecutionReader {

    private final StoreQueries queries;
    private final ArtifactStorage artifacts;
    private final StoreRetry retry;
    private final StoreHealth health;
    private final ChunkCache chunks = new ChunkCache();

    public ExecutionReader(StoreQueries queries, ArtifactStorage artifacts, StoreRetry retry, StoreHealth health) {
        this.queries = queries;
        this.artifacts = artifacts;
        this.retry = retry;
        this.health = health;
    }

    /**
     * Reads records of one chunk. Blocks while the store cannot be read.
     *
     * @param lane has a chunk of its own in the cache
     * @param canceled ends the attempts once it returns true
     * @throws StoreException if the execution was deleted, the store closed or the thread interrupted
     */
    public RecordRun records(long executionNo, int lane, int from, int max, BooleanSupplier canceled) {
        return retry.run(
                        () -> chunks.get(executionNo, lane, from, () -> queries.chunk(executionNo, from))
                                .map(chunk -> chunk.from(from, max)),
                        canceled)
                .flatMap(Function.identity())
                .orElseThrow(() -> unknown(from));
    }

    /** Reads records of one chunk without the cache, which would lose the chunk that is computed. */
    RecordRun inputs(long executionNo, int from, int max) {
        return queries.chunk(executionNo, from).orElseThrow(() -> unknown(from)).from(from, max);
    }

    private static StoreException unknown(int index) {
        return new StoreException(
                "Record " + index + " was not read: its execution was deleted or the store is closed", null);
    }

    List<IndexedResult> results(long executionNo, int from, int max) {
        return queries.results(executionNo, from, max);
    }

    List<String> artifactNames(long executionNo, int index) {
        return queries.artifactNames(executionNo, index);
    }

    Optional<InputStream> artifact(long executionNo, int index, String name) {
        int position = artifactNames(executionNo, index).indexOf(name);
        try {
            return position < 0 ? Optional.empty() : artifacts.open(executionNo, index, position);
        } catch (IOException | SQLException e) {
            health.onFailure(StoreHealth.Part.FILES, e);
            throw new StoreException("A stored artifact cannot be read at the moment", e);
        }
    }

    /** Evicts an execution from the cache. */
    public void evict(long executionNo) {
        chunks.evict(executionNo);
    }
}
