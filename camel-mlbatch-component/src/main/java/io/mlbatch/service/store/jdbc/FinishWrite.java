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

import java.sql.SQLException;
import java.time.Clock;
import java.util.function.Consumer;

/** Marks an execution as finished in the database. */
final class FinishWrite implements Write {

    private final JdbcExecution execution;
    private final Clock clock;
    private final Consumer<JdbcExecution> onFinish;

    /** @param onFinish called once the mark is on disk; must return quickly */
    FinishWrite(JdbcExecution execution, Clock clock, Consumer<JdbcExecution> onFinish) {
        this.execution = execution;
        this.clock = clock;
        this.onFinish = onFinish;
    }

    @Override
    public void apply(WriteSession session, ResultBuffer results) throws SQLException {
        session.update(
                "UPDATE mlbatch_execution SET finished = ?, bytes = ? WHERE no = ?",
                clock.millis(),
                execution.bytes(),
                execution.row().no());
    }

    @Override
    public void onCommit() {
        onFinish.accept(execution);
    }
}
