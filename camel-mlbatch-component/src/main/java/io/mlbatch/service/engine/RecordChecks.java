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

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.RecordEncoder;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.protocol.json.SentRecord;

/**
 * Checks records against the declared inputs, and encodes them for the store and for the route. A service without
 * declared inputs accepts any record. Thread-safe.
 */
public final class RecordChecks {

    private final RecordEncoder encoder;
    private final boolean refusing;
    private final Consumer<Map<String, Object>> mapping;

    private RecordChecks(RecordEncoder encoder, boolean refusing, Consumer<Map<String, Object>> mapping) {
        this.encoder = encoder;
        this.refusing = refusing;
        this.mapping = mapping;
    }

    /**
     * @param inputs the declared inputs; empty if the service accepts any record
     * @param refusing whether an invalid record rejects its batch; otherwise only that record fails
     * @param missingAsNull whether an absent input is a missing value; otherwise the record is invalid
     */
    public static RecordChecks of(List<Parameter> inputs, boolean refusing, boolean missingAsNull) {
        return of(inputs, refusing, missingAsNull, record -> {});
    }

    /**
     * Like {@link #of(List, boolean, boolean)}, for a route that receives objects.
     *
     * @param mapping maps a checked record to the object of the route; throws an {@link IllegalArgumentException} if it
     *     does not map. Only called where an invalid record is rejected: elsewhere the record fails when it is computed
     */
    public static RecordChecks of(
            List<Parameter> inputs, boolean refusing, boolean missingAsNull, Consumer<Map<String, Object>> mapping) {
        if (inputs.isEmpty()) {
            return new RecordChecks(null, refusing, mapping);
        }
        return new RecordChecks(
                missingAsNull ? RecordEncoder.missingAsNull(inputs) : new RecordEncoder(inputs, true),
                refusing,
                mapping);
    }

    boolean refusesInvalidRecords() {
        return refusing;
    }

    /** Returns the stored forms of the records of a batch. Throws as for a single record. */
    Iterator<byte[]> ofBatch(Iterator<? extends Map<String, ?>> records, BatchLimits limits) {
        return new Iterator<>() {
            private final RecordsJson.RecordWriter writer = new RecordsJson.RecordWriter();
            private int index;

            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public byte[] next() {
                Map<String, ?> record;
                try {
                    record = records.next();
                } catch (InvalidRecordException e) {
                    if (refusing || e.record() == null) {
                        throw e;
                    }
                    return RecordsJson.writeInvalid("record " + index++ + ": " + e.getMessage());
                }
                return ofBatch(index++, record, limits, writer);
            }
        };
    }

    /**
     * Returns the stored form of a record of a batch: the record as it was sent, with the fields that are not declared.
     * An invalid record that does not reject its batch fails when it is computed.
     *
     * @param index the record's 0-based index
     * @param writer writes all records of the batch
     * @throws InvalidRecordException if the record is invalid and such records are rejected
     * @throws BatchTooLargeException if the batch exceeds the limits, even if the record is invalid
     */
    private byte[] ofBatch(int index, Map<String, ?> record, BatchLimits limits, RecordsJson.RecordWriter writer) {
        byte[] stored;
        try {
            // a text with many blanks can be longer than its record may be
            stored = !refusing && record instanceof SentRecord sent && sent.text().length <= limits.maxRecordSize()
                    ? sent.text()
                    : writer.write(index, record);
        } catch (InvalidRecordException e) {
            if (refusing) {
                throw e;
            }
            stored = RecordsJson.writeInvalid(e.getMessage());
        }
        limits.require(index, stored);
        if (refusing) {
            requireMapped(index, encode(index, Collections.unmodifiableMap(record)));
        }
        return stored;
    }

    private void requireMapped(int index, Map<String, Object> encoded) {
        try {
            mapping.accept(encoded);
        } catch (IllegalArgumentException e) {
            throw InvalidRecordException.atRecord(index, e.getMessage(), e);
        }
    }

    /**
     * Returns a stored record in the form of the declared inputs, without the fields that are not declared.
     *
     * @param index the record's 0-based index
     * @throws InvalidRecordException if the record is invalid
     */
    public Map<String, Object> encode(int index, Map<String, Object> stored) {
        return encoder == null ? stored : encoder.encode(index, stored);
    }

    /**
     * Returns the stored form of a record that is not part of a batch.
     *
     * @throws InvalidRecordException if the record is invalid
     */
    byte[] single(Map<String, ?> record) {
        if (encoder == null) {
            return RecordsJson.writeRecord(record);
        }
        Map<String, Object> encoded = encoder.encode(record);
        try {
            mapping.accept(encoded);
        } catch (IllegalArgumentException e) {
            throw InvalidRecordException.atPlace("the record", e.getMessage(), e);
        }
        return RecordsJson.writeRecord(encoded);
    }
}
