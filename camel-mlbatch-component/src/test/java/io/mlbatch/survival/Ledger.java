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
package io.mlbatch.survival;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;

import static org.assertj.core.api.Assertions.assertThat;

/** All batches that were sent since the ledger was closed last, and whether the host has kept its word. */
final class Ledger {

    private final List<SentBatch> batches = new CopyOnWriteArrayList<>();
    private int numbers;
    private int records;

    /** A batch that is about to be sent. */
    synchronized SentBatch next(int size, int fillerSize, boolean keyed) {
        SentBatch batch = new SentBatch(++numbers, size, fillerSize, keyed);
        records += size;
        batches.add(batch);
        return batch;
    }

    synchronized int batches() {
        return numbers;
    }

    synchronized int records() {
        return records;
    }

    /** Batches with a key, which are never deleted. */
    List<SentBatch> keyed() {
        return batches.stream()
                .filter(batch -> batch.key().isPresent() && !batch.isDeleting())
                .toList();
    }

    /** Batches that the host has accepted and that are never deleted. */
    List<SentBatch> held() {
        return batches.stream()
                .filter(batch -> batch.id().isPresent() && !batch.isDeleting())
                .toList();
    }

    /** Batches whose deletion has begun, and whose callers do not know whether they are deleted. */
    List<SentBatch> deletedWithoutAnswer() {
        return batches.stream()
                .filter(batch -> batch.isDeleting() && !batch.isDeleted())
                .toList();
    }

    /** Checks that acknowledged data is on disk. */
    void assertKept(HostDisk disk) {
        for (SentBatch batch : held()) {
            String id = batch.id().orElseThrow();
            assertThat(disk.totals()).as("batch " + batch.number()).containsEntry(id, batch.size());
            assertThat(batch.seen().stream().filter(index -> !disk.results().contains(new Computed(id, index))))
                    .as("results of batch " + batch.number() + " that were seen and are not on disk")
                    .isEmpty();
        }
        for (SentBatch batch : batches) {
            if (batch.isDeleted()) {
                assertThat(disk.totals()).doesNotContainKey(batch.id().orElseThrow());
            }
        }
    }

    /** True when all executions of the host are complete. */
    static boolean isComplete(HostClient client) throws IOException, InterruptedException {
        for (String id : client.list()) {
            try (BatchResponse response = client.results(id)) {
                if (response.state() != BatchState.COMPLETE) {
                    return false;
                }
            }
        }
        return true;
    }

    /** All is complete, right and there once; deletes it, and begins anew. */
    void close(HostClient client) throws IOException, InterruptedException {
        Map<Integer, String> listed = new HashMap<>();
        for (String id : client.list()) {
            try (BatchResponse response = client.results(id)) {
                Number score = (Number) response.execution(0).rawOutputs().get("score");
                SentBatch batch = batch(Scoring.batchOf(score.doubleValue()));
                assertThat(listed.put(batch.number(), id))
                        .as("another execution of batch " + batch.number())
                        .isNull();
                batch.accepted(id);
                assertThat(batch.look(response)).as("complete").isTrue();
                for (int index = 0; index < batch.size(); index++) {
                    if (Scoring.leavesFile(index)) {
                        assertThat(hasFile(client, batch, id, index)).isTrue();
                    }
                }
            }
        }
        for (SentBatch batch : held()) {
            assertThat(listed)
                    .as("executions by batch")
                    .containsEntry(batch.number(), batch.id().orElseThrow());
        }
        for (SentBatch batch : batches) {
            if (batch.isDeleted()) {
                assertThat(listed).as("deleted executions").doesNotContainKey(batch.number());
            }
        }
        for (String id : listed.values()) {
            client.delete(id);
        }
        batches.clear();
    }

    private SentBatch batch(int number) {
        return batches.stream()
                .filter(batch -> batch.number() == number)
                .findFirst()
                .orElseThrow();
    }

    /** Whether a record has left its file; a file that is there has to be the right one. */
    static boolean hasFile(HostClient client, SentBatch batch, String id, int index)
            throws IOException, InterruptedException {
        Optional<byte[]> file = client.file(id, index);
        file.ifPresent(content -> assertThat(content)
                .as("file of record " + index + " of batch " + batch.number())
                .isEqualTo(Scoring.file(batch.number(), index)));
        return file.isPresent();
    }
}
