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
package io.mlbatch.service.store.jdbc.cluster;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;

import io.mlbatch.service.store.ProducedArtifact;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.jdbc.commit.ResultProducer;
import io.mlbatch.service.store.jdbc.database.Database;
import io.mlbatch.service.store.jdbc.database.NodeConnection;
import io.mlbatch.service.store.jdbc.execution.ArtifactStorage;

/**
 * The artifacts of a cluster in its database, in parts of 256 KiB. Each part is written in a transaction that checks
 * the claim of the lane, so that a node whose lane was taken over changes nothing. Parts of a node that died are
 * replaced when the record is computed again.
 */
public final class ArtifactTable implements ArtifactStorage {

    /** The size of a part in bytes, which a reader holds in memory. */
    public static final int PART = 256 * 1024;

    private static final String DELETE = "DELETE FROM mlbatch_artifact WHERE execution_no = ? AND item = ?";
    private static final String INSERT = "INSERT INTO mlbatch_artifact (execution_no, item, position, part, content)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (execution_no, item, position, part)"
            + " DO UPDATE SET content = EXCLUDED.content";

    private final Database database;
    private final ClusterQueries queries;

    public ArtifactTable(Database database, ClusterQueries queries) {
        this.database = database;
        this.queries = queries;
    }

    @Override
    public boolean write(ResultProducer producer, int index, List<ProducedArtifact> artifacts) throws SQLException {
        boolean held = change(producer, session -> session.update(DELETE, producer.executionNo(), index));
        for (int position = 0; held && position < artifacts.size(); position++) {
            held = write(producer, index, position, artifacts.get(position).content());
        }
        return held;
    }

    /** Writes the parts of an artifact. The last one is shorter than the others, and empty if they contain all. */
    private boolean write(ResultProducer producer, int index, int position, byte[] content) throws SQLException {
        boolean held = true;
        for (int part = 0; held && part <= content.length / PART; part++) {
            int number = part;
            byte[] bytes = Arrays.copyOfRange(content, part * PART, Math.min(content.length, (part + 1) * PART));
            held = change(
                    producer,
                    session -> session.update(INSERT, producer.executionNo(), index, position, number, bytes));
        }
        return held;
    }

    private boolean change(ResultProducer producer, NodeConnection.Step<Integer> step) throws SQLException {
        return NodeConnection.transaction(database, session -> {
            boolean held = producer.isHeld(session);
            if (held) {
                step.run(session);
            }
            return held;
        });
    }

    @Override
    public Optional<InputStream> open(long executionNo, int index, int position) {
        return queries.artifactPart(executionNo, index, position, 0)
                .map(first -> new SequenceInputStream(new Parts(executionNo, index, position, first)));
    }

    /** The parts of an artifact, each read when the one before was returned to its end. */
    private final class Parts implements Enumeration<InputStream> {

        private final long executionNo;
        private final int index;
        private final int position;
        private byte[] next;
        private int part;

        Parts(long executionNo, int index, int position, byte[] first) {
            this.executionNo = executionNo;
            this.index = index;
            this.position = position;
            this.next = first;
        }

        @Override
        public boolean hasMoreElements() {
            return next != null;
        }

        @Override
        public InputStream nextElement() {
            byte[] current = next;
            part++;
            next = current.length < PART
                    ? null
                    : queries.artifactPart(executionNo, index, position, part)
                            .orElseThrow(StoreException::deletedMeanwhile);
            return new ByteArrayInputStream(current);
        }
    }

    /** Does nothing: the parts are swept with the other rows of the execution. */
    @Override
    public void delete(long executionNo) {}

    @Override
    public void probe() throws SQLException {
        database.connect().close();
    }
}
