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
package io.mlbatch.service.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.RecordRun;
import io.mlbatch.service.store.StoreException;

/** Reads the records, results and artifacts of executions. Thread-safe. */
final class ExecutionReader {

    private final StoreQueries queries;
    private final ArtifactFiles files;
    private final StoreRetry retry;
    private final StoreHealth health;
    private final ChunkCache chunks = new ChunkCache();

    ExecutionReader(StoreQueries queries, ArtifactFiles files, StoreRetry retry, StoreHealth health) {
        this.queries = queries;
        this.files = files;
        this.retry = retry;
        this.health = health;
    }

    /**
     * Reads records of one chunk. Blocks while the store cannot be read.
     *
     * @throws StoreException if the execution was deleted, the store closed or the thread interrupted
     */
    RecordRun records(JdbcExecution execution, int from, int max) {
        long no = execution.row().no();
        return retry.run(
                        () -> chunks.get(no, from, () -> queries.chunk(no, from))
                                .from(from, max),
                        execution::isDeleted)
                .orElseThrow(() -> new StoreException(
                        "Record " + from + " was not read: its execution was deleted or the store is closed", null));
    }

    /** Reads records of one chunk without the cache, which would lose the chunk that is computed. */
    RecordRun inputs(long executionNo, int from, int max) {
        return queries.chunk(executionNo, from).from(from, max);
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
            return position < 0 ? Optional.empty() : files.open(executionNo, index, position);
        } catch (IOException e) {
            health.onFailure(StoreHealth.Part.FILES, e);
            throw new StoreException("A stored artifact cannot be read at the moment", e);
        }
    }

    /** Evicts an execution from the cache. */
    void evict(long executionNo) {
        chunks.evict(executionNo);
    }
}
