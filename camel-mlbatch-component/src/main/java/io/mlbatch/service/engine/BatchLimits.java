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

/**
 * Limits for the size of a batch.
 *
 * @param maxRecords the maximum number of records
 * @param maxRecordSize the maximum size of a record, in bytes of JSON
 */
public record BatchLimits(int maxRecords, int maxRecordSize) {

    /** @throws IllegalArgumentException if a value is invalid; the message names its option */
    public BatchLimits {
        if (maxRecords < 1) {
            throw new IllegalArgumentException("maxRecords must be at least 1, not " + maxRecords);
        }
        if (maxRecordSize < 1) {
            throw new IllegalArgumentException("maxRecordSize must be at least 1 byte, not " + maxRecordSize);
        }
    }

    /** @throws BatchTooLargeException if the record exceeds a limit */
    void require(int index, byte[] record) {
        if (index >= maxRecords) {
            throw new BatchTooLargeException("The batch has more than " + maxRecords + " records (maxRecords)");
        }
        if (record.length > maxRecordSize) {
            throw new BatchTooLargeException("Record " + index + " has " + record.length + " bytes, more than "
                    + maxRecordSize + " (maxRecordSize)");
        }
    }
}
