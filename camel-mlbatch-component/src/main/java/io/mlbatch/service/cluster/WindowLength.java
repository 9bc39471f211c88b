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
package io.mlbatch.service.cluster;

import java.util.concurrent.TimeUnit;

/**
 * Length of the windows of a service, in records: about a second of work of one lane, so that a window costs little in
 * the database and lanes take turns. Thread-safe.
 */
final class WindowLength {

    static final int MAX_RECORDS = 100_000;

    private static final int MAX_GROWTH = 4;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int chunkSize;
    private double perSecond;

    WindowLength(int chunkSize) {
        this.chunkSize = chunkSize;
        this.perSecond = chunkSize;
    }

    /** Returns the length of the next window; at least one chunk. */
    synchronized int next() {
        return (int) Math.max(chunkSize, Math.min(perSecond, MAX_RECORDS));
    }

    /** Adapts the length to a window that was computed. It grows in steps, because the first records may be fast. */
    synchronized void measure(int records, long nanos) {
        if (records > 0) {
            double measured = (double) records * SECOND_NANOS / Math.max(1, nanos);
            perSecond = Math.min(measured, MAX_GROWTH * Math.max(perSecond, chunkSize));
        }
    }
}
