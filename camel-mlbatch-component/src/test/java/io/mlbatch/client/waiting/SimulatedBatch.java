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
package io.mlbatch.client.waiting;

import java.time.Duration;
import java.util.Arrays;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;

/**
 * The progress of one batch, independent of its observers. Times are milliseconds since it was started.
 *
 * @param parallelCount records that run at once
 * @param runsAt when it leaves the queue
 * @param completedAt when each record completes, in their order
 * @param endsAt when its state is terminal: at the last record or a moment later
 */
record SimulatedBatch(int parallelCount, long runsAt, long[] completedAt, long endsAt) {

    BatchStatus at(Duration sinceStart) {
        long millis = sinceStart.toMillis();
        int completed = Arrays.binarySearch(completedAt, millis);
        if (completed < 0) {
            completed = -completed - 1;
        }
        while (completed < completedAt.length && completedAt[completed] <= millis) {
            completed++;
        }
        BatchState state = BatchState.IN_PROGRESS;
        if (millis >= endsAt) {
            state = BatchState.COMPLETE;
        } else if (millis < runsAt) {
            state = BatchState.PENDING;
        }
        return new BatchStatus(state, completed, completedAt.length, parallelCount);
    }
}
