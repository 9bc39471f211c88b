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

import java.util.BitSet;
import java.util.Optional;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ServiceResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** A batch that a client has sent, and the client's knowledge of it. Thread-safe. */
final class SentBatch {

    private final int number;
    private final int size;
    private final int fillerSize;
    private final boolean keyed;
    private final BitSet seen = new BitSet();
    private String id;
    private boolean deleting;
    private boolean deleted;

    SentBatch(int number, int size, int fillerSize, boolean keyed) {
        this.number = number;
        this.size = size;
        this.fillerSize = fillerSize;
        this.keyed = keyed;
    }

    int number() {
        return number;
    }

    int size() {
        return size;
    }

    byte[] records() {
        return Scoring.records(number, size, fillerSize);
    }

    Optional<String> key() {
        return keyed ? Optional.of("key-" + number) : Optional.empty();
    }

    /** The host has assigned this id to the batch, and assigns no other one. */
    synchronized void accepted(String given) {
        assertThat(given).as("execution of batch " + number).isEqualTo(id == null ? given : id);
        id = given;
    }

    /** The execution; empty until a response has named it. */
    synchronized Optional<String> id() {
        return Optional.ofNullable(id);
    }

    synchronized void setDeleting() {
        deleting = true;
    }

    synchronized void setDeleted() {
        deleted = true;
    }

    /** Returns true if its deletion has begun. */
    synchronized boolean isDeleting() {
        return deleting;
    }

    synchronized boolean isDeleted() {
        return deleted;
    }

    synchronized BitSet seen() {
        return (BitSet) seen.clone();
    }

    /**
     * Checks that all results seen before are present, and all present ones are right. True if the batch is complete.
     */
    synchronized boolean look(BatchResponse response) {
        assertThat(response.totalItemCount()).isEqualTo(size);
        BitSet here = new BitSet();
        for (ServiceResponse result : response) {
            assertRight(result);
            assertThat(here.get(result.index()))
                    .as("a second result of record " + result.index() + " of batch " + number)
                    .isFalse();
            here.set(result.index());
        }
        BitSet lost = seen();
        lost.andNot(here);
        assertThat(lost.stream()).as("lost results of batch " + number).isEmpty();
        seen.or(here);
        boolean complete = response.state() == BatchState.COMPLETE;
        assertThat(here.cardinality())
                .as("results of batch " + number)
                .isGreaterThanOrEqualTo(response.completedItemCount())
                .isLessThanOrEqualTo(size);
        assertThat(complete ? here.cardinality() : size).isEqualTo(size);
        return complete;
    }

    private void assertRight(ServiceResponse result) {
        int index = result.index();
        String as = "record " + index + " of batch " + number;
        if (Scoring.fails(index)) {
            assertThat(result.error()).as(as).isEqualTo(Scoring.error(number, index));
        } else {
            assertThat(result.rawOutputs().get("score"))
                    .as(as + ", with the error '" + result.error() + "'")
                    .isInstanceOfSatisfying(Number.class, score -> assertThat(score.doubleValue())
                            .isEqualTo(Scoring.score(number, index)));
            assertThat(result.changedFiles()).as(as).hasSize(Scoring.leavesFile(index) ? 1 : 0);
        }
    }
}
