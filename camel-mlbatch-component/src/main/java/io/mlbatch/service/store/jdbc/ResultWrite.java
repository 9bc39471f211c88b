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

import io.mlbatch.service.store.ItemResult;

/** Stores the result of one record. */
final class ResultWrite implements Write {

    /** The memory that a write needs besides its response. */
    private static final int OVERHEAD = 100;

    private final JdbcExecution execution;
    private final ResultBuffer.Result result;
    private final long bytes;
    private final Runnable onLast;
    private boolean counted;
    private boolean isLast;

    /** @param onLast called if this was the last missing result of the execution; must not block */
    ResultWrite(JdbcExecution execution, int index, ItemResult result, Runnable onLast) {
        this.execution = execution;
        this.result = new ResultBuffer.Result(
                execution.row().no(), index, result.response(), ArtifactNames.join(result.artifacts()));
        this.bytes = result.bytes();
        this.onLast = onLast;
    }

    @Override
    public void apply(WriteSession session, ResultBuffer results) {
        if (!execution.isDeleted()) {
            results.add(result);
        }
    }

    @Override
    public void onCommit() {
        if (execution.isDeleted()) {
            return;
        }
        if (!counted) {
            counted = true;
            isLast = execution.countStored(bytes);
        }
        if (isLast) {
            onLast.run();
        }
    }

    @Override
    public void onDrop() {
        execution.discardResult(result.index());
    }

    @Override
    public int weight() {
        return result.response().length + OVERHEAD;
    }
}
