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

import io.mlbatch.service.store.ProducedArtifact;
import io.mlbatch.service.store.jdbc.commit.ResultProducer;

/**
 * The storage of artifacts. An artifact is stored before the result of its record, whose row has the names of the
 * artifacts: before that, callers cannot see them. Thread-safe.
 */
public interface ArtifactStorage {

    /**
     * Stores the artifacts of one record, in place of those of an earlier attempt.
     *
     * @return false if the results of the producer must not be stored any more
     */
    boolean write(ResultProducer producer, int index, List<ProducedArtifact> artifacts)
            throws IOException, SQLException;

    /** Opens an artifact; empty if it was deleted. */
    Optional<InputStream> open(long executionNo, int index, int position) throws IOException, SQLException;

    /** Deletes all artifacts of an execution whose rows are swept. */
    void delete(long executionNo) throws IOException;

    /** Checks that artifacts can be stored. */
    void probe() throws IOException, SQLException;
}
