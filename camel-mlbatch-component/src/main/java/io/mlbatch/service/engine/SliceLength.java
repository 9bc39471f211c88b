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
package io.mlbatch.service.engine;

import java.util.concurrent.TimeUnit;

/**
 * Length of the slices of one batch, in records. Slices grow until one needs about 50 ms, so that batches take turns
 * and cancellations are prompt. Near the end of the batch they become short, so that all lanes end at the same time.
 * Not thread-safe.
 */
final class SliceLength {

    /** The time after which a slice ends, whatever its length. */
    static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int MAX_RECORDS = 10_000;
    private static final int MAX_GROWTH = 4;

    private final int chunkSize;
    private final int lanes;
    private int length;

    /** @param lanes the number of lanes that share the records */
    SliceLength(int chunkSize, int lanes) {
        this.chunkSize = chunkSize;
        this.lanes = lanes;
        this.length = chunkSize;
    }

    /** Returns the length of the next slice, a multiple of the chunk size. */
    int next(int remaining) {
        int share = Math.min(length, remaining / (2 * lanes));
        return Math.max(chunkSize, share - share % chunkSize);
    }

    /** Adapts the length to a slice that has ended. */
    void measure(int records, long nanos) {
        if (records > 0) {
            long fitting = MAX_NANOS * records / Math.max(1, nanos);
            length = (int) Math.max(chunkSize, Math.min(fitting, Math.min(MAX_RECORDS, (long) MAX_GROWTH * length)));
        }
    }
}
