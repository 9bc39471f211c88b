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
import java.util.List;
import java.util.stream.Collectors;

import io.mlbatch.service.store.Artifact;
import io.mlbatch.service.store.ItemResult;

/** The result of one record on its way to the disk. */
final class ResultWrite implements Write {

    /** What it costs besides. */
    private static final int OVERHEAD = 100;

    private final JdbcExecution execution;
    private final int index;
    private final byte[] response;
    private final String artifacts;
    private final long bytes;
    private final Runnable last;
    private boolean counted;
    private boolean isLast;

    /** @param last runs when it was the last one; must not block */
    ResultWrite(JdbcExecution execution, int index, ItemResult result, Runnable last) {
        this.execution = execution;
        this.index = index;
        this.response = result.response();
        // the names have no control characters
        this.artifacts = result.artifacts().isEmpty()
                ? null
                : result.artifacts().stream().map(Artifact::name).collect(Collectors.joining("\n"));
        this.bytes = result.bytes();
        this.last = last;
    }

    long executionNo() {
        return execution.row().no();
    }

    int index() {
        return index;
    }

    byte[] response() {
        return response;
    }

    /** The names of the files, as they lie in a row; {@code null} where there are none. */
    String artifacts() {
        return artifacts;
    }

    /** True when it may lie behind another one in a row. One with files has a row of its own. */
    boolean follows(ResultWrite other) {
        return executionNo() == other.executionNo()
                && index == other.index + 1
                && artifacts == null
                && other.artifacts == null;
    }

    /** The names of a row. */
    static List<String> names(String artifacts) {
        return artifacts == null ? List.of() : List.of(artifacts.split("\n"));
    }

    @Override
    public void apply(WriteSession session) throws SQLException {
        if (!execution.isDeleted()) {
            session.results().add(this);
        }
    }

    @Override
    public void committed() {
        if (execution.isDeleted()) {
            return;
        }
        if (!counted) {
            counted = true;
            isLast = execution.kept(bytes);
        }
        if (isLast) {
            last.run();
        }
    }

    @Override
    public void dropped() {
        execution.forget(index);
    }

    @Override
    public int weight() {
        return response.length + OVERHEAD;
    }
}
