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
package io.mlbatch.client.calls;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

import io.mlbatch.client.StartRequest;
import io.mlbatch.client.StartedBatch;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.json.InputRecords;
import io.mlbatch.protocol.json.RejectedRecords;
import io.mlbatch.protocol.spool.SpoolFactory;

/**
 * The records of one attempt to start a batch: counts those that are sent, and keeps those that are rejected and, if
 * the start asks for it, the input. For one thread at a time.
 */
final class SentRecords implements Closeable {

    private final InputRecords.Writer input;
    private final RejectedRecords.Writer rejected;
    private int read;
    private int sent;

    SentRecords(StartRequest request, SpoolFactory spools) {
        this.input = request.keepsInput() ? new InputRecords.Writer(spools) : null;
        this.rejected = request.skipsInvalid() ? new RejectedRecords.Writer(spools) : null;
    }

    /** The encoding of a record. */
    interface Encoding {
        /** @throws InvalidRecordException when the record does not fit; it is not sent then */
        void run(int index, Map<String, Object> record);
    }

    /**
     * Reads and sends the next record.
     *
     * @throws InvalidRecordException when the record is invalid and ends the start
     */
    void next(RecordReader reader, Encoding encoding) throws IOException {
        int index = read++;
        Map<String, Object> record = Map.of();
        try {
            record = reader.next();
            if (input != null) {
                input.add(record);
            }
            encoding.run(index, record);
            sent++;
        } catch (InvalidRecordException e) {
            reject(index, record, e);
        }
    }

    /** The source of the records. */
    interface RecordReader {
        Map<String, Object> next();
    }

    private void reject(int index, Map<String, Object> read, InvalidRecordException invalid) throws IOException {
        if (rejected == null || invalid.record() == null) {
            throw invalid;
        }
        rejected.add(index, invalid.getMessage());
        if (input != null && input.size() == index) {
            keepPart(read.isEmpty() ? invalid.record() : read);
        }
    }

    /** Keeps the fields of a record that have a JSON form, so that the indexes of later records stay the same. */
    private void keepPart(Map<String, Object> record) throws IOException {
        try {
            input.add(record);
        } catch (InvalidRecordException unfit) {
            input.add(Map.of());
        }
    }

    /** Returns whether all records that were read so far were rejected. */
    boolean isEmpty() {
        return sent == 0;
    }

    /** Describes a start of which all records were rejected. */
    String rejection() {
        return "none of the " + read + " records fits the service, so that no batch was started; "
                + rejected.firstReason();
    }

    StartedBatch started(ExecutionId id) throws IOException {
        RejectedRecords failed = rejected == null || rejected.size() == 0 ? null : rejected.finish();
        return new StartedBatch(id, sent, failed, input == null ? null : input.finish());
    }

    @Override
    public void close() {
        if (input != null) {
            input.close();
        }
        if (rejected != null) {
            rejected.close();
        }
    }
}
