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

import io.mlbatch.service.store.ResultRun;

/** Stores a run of results. */
final class ResultWrite implements Write {

    /** The memory that a write needs besides its results. */
    private static final int OVERHEAD = 100;

    private final JdbcExecution execution;
    private final ResultBuffer.Results results;
    private final long bytes;
    private final Runnable onLast;
    private boolean counted;
    private boolean isLast;

    /** @param onLast called if these were the last missing results of the execution; must not block */
    ResultWrite(JdbcExecution execution, ResultRun run, Runnable onLast) {
        this.execution = execution;
        this.results = new ResultBuffer.Results(execution.row().no(), run, ArtifactNames.join(run.artifacts()));
        this.bytes = run.bytes();
        this.onLast = onLast;
    }

    @Override
    public void apply(WriteSession session, ResultBuffer buffer) {
        if (!execution.isDeleted()) {
            buffer.add(results);
        }
    }

    @Override
    public void onCommit() {
        if (execution.isDeleted()) {
            return;
        }
        if (!counted) {
            counted = true;
            isLast = execution.countStored(results.run().count(), bytes);
        }
        if (isLast) {
            onLast.run();
        }
    }

    @Override
    public void onDrop() {
        execution.discard(results.run());
    }

    @Override
    public int weight() {
        return results.run().responses().length + results.run().count() * Integer.BYTES + OVERHEAD;
    }
}
