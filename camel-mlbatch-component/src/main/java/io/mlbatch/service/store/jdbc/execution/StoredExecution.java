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

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.RecordRun;

/** The parts of an execution that are read from the database. */
public abstract class StoredExecution implements Execution {

    private final ExecutionReader reader;
    private final ExecutionRow row;

    protected StoredExecution(ExecutionReader reader, ExecutionRow row) {
        this.reader = reader;
        this.row = row;
    }

    protected final ExecutionReader reader() {
        return reader;
    }

    public final ExecutionRow row() {
        return row;
    }

    @Override
    public final ExecutionId id() {
        return row.id();
    }

    @Override
    public final String owner() {
        return row.owner();
    }

    @Override
    public final Optional<String> traceparent() {
        return Optional.ofNullable(row.traceparent());
    }

    @Override
    public final RecordRun inputs(int from, int max) {
        return reader.inputs(row.no(), from, max);
    }

    @Override
    public final List<IndexedResult> results(int from, int max) {
        return reader.results(row.no(), from, max);
    }

    @Override
    public final List<String> artifactNames(int index) {
        return reader.artifactNames(row.no(), index);
    }

    @Override
    public final Optional<InputStream> artifact(int index, String name) {
        return reader.artifact(row.no(), index, name);
    }
}
