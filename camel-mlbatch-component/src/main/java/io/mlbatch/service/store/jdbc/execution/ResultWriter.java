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

import java.util.function.BooleanSupplier;

import io.mlbatch.service.store.ResultRun;
import io.mlbatch.service.store.jdbc.commit.GroupCommit;
import io.mlbatch.service.store.jdbc.commit.ResultProducer;

/** Stores the results of records. Thread-safe. */
public final class ResultWriter {

    private final GroupCommit writer;
    private final ArtifactWriter artifacts;
    private final ExecutionSweeper sweeper;

    public ResultWriter(GroupCommit writer, ArtifactWriter artifacts, ExecutionSweeper sweeper) {
        this.writer = writer;
        this.artifacts = artifacts;
        this.sweeper = sweeper;
    }

    /** Queues the mark that the computation of an execution has begun, unless it has results then. */
    public void begin(long executionNo, BooleanSupplier hasResults) {
        writer.add((session, results) -> {
            if (!hasResults.getAsBoolean()) {
                session.update("UPDATE mlbatch_execution SET begun = 1 WHERE no = ?", executionNo);
            }
        });
    }

    /**
     * Stores the artifacts of a result, then queues the write of the run.
     *
     * @return false if the run will not be stored: the results of the producer are dropped or the store is closed
     */
    public boolean write(ResultProducer producer, ResultRun run) {
        if (!run.artifacts().isEmpty()) {
            boolean written = artifacts.write(producer, run.first(), run.artifacts());
            if (producer.isDropped()) {
                sweeper.addFiles(producer.executionNo());
            }
            if (!written) {
                return false;
            }
        }
        return writer.add(new ResultWrite(producer, run));
    }
}
