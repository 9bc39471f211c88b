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
import io.mlbatch.service.store.StoreException;

/** Reads the records, results and artifacts of executions. Thread-safe. */
final class ExecutionReader {

    private final StoreQueries rows;
    private final ArtifactFiles files;
    private final StoreRetry retry;
    private final StoreHealth health;
    private final ChunkCache chunks = new ChunkCache();

    ExecutionReader(StoreQueries rows, ArtifactFiles files, StoreRetry retry, StoreHealth health) {
        this.rows = rows;
        this.files = files;
        this.retry = retry;
        this.health = health;
    }

    /**
     * Reads a record; waits while it cannot be read.
     *
     * @throws StoreException when the execution was deleted, the store closed or the thread interrupted
     */
    byte[] record(JdbcExecution execution, int index) {
        long no = execution.row().no();
        return retry.run(
                        () -> chunks.get(no, index, () -> rows.chunk(no, index)).record(index), execution::isDeleted)
                .orElseThrow(() -> new StoreException("Record " + index + " cannot be read any more", null));
    }

    List<IndexedResult> results(long executionNo, int from) {
        return rows.results(executionNo, from);
    }

    List<String> artifactNames(long executionNo, int index) {
        return rows.artifactNames(executionNo, index);
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

    /** Frees the memory that an execution takes. */
    void forget(long executionNo) {
        chunks.forget(executionNo);
    }
}
