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
package io.mlbatch.protocol.json;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.Results;
import io.mlbatch.protocol.spool.SpoolException;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.protocol.spool.SpoolList;

/** The input records of a batch by index, in memory or on disk. Each record is parsed on request. Thread-safe. */
public final class InputRecords implements Closeable {

    private final SpoolList records;
    private final Set<String> columns;

    private InputRecords(SpoolList records, Set<String> columns) {
        this.records = records;
        this.columns = columns;
    }

    /** Collects the records. Closing the writer without {@link #finish} discards them. For one thread. */
    public static final class Writer implements Closeable {

        private final SpoolList.Writer records;
        private final RecordsJson.RecordWriter writer = new RecordsJson.RecordWriter();
        private final Set<String> columns = new LinkedHashSet<>();

        public Writer(SpoolFactory spools) {
            this.records = new SpoolList.Writer(spools);
        }

        /**
         * Adds the next record.
         *
         * @throws InvalidRecordException when a value has no JSON form; the record is not added then
         * @throws SpoolException when the record cannot be written to disk
         */
        public void add(Map<String, ?> record) throws SpoolException {
            records.add(writer.write(records.size(), record));
            columns.addAll(record.keySet());
        }

        public int size() {
            return records.size();
        }

        /** Returns the records, which the caller closes. */
        public InputRecords finish() throws SpoolException {
            return new InputRecords(records.finish(), Collections.unmodifiableSet(columns));
        }

        @Override
        public void close() {
            records.close();
        }
    }

    /** Returns the names of all columns that a record has, in the order in which they first occurred. */
    public Set<String> columns() {
        return columns;
    }

    public int size() {
        return records.size();
    }

    public Map<String, Object> get(int index) {
        return parsed(records.get(index));
    }

    /** Returns the results with these input records. Closing them also closes the records. */
    public Results join(Results results) {
        return new JoinedResults(results, this);
    }

    /** Reads the records one after the other. */
    Reader read() {
        return new Reader(records.iterator());
    }

    /** Records in their order, of which some can be skipped. */
    static final class Reader {

        private final Iterator<byte[]> records;
        private int next;

        private Reader(Iterator<byte[]> records) {
            this.records = records;
        }

        /** Returns a record; its index is larger than that of the previous call. */
        Map<String, Object> skipTo(int index) {
            while (next < index) {
                records.next();
                next++;
            }
            next++;
            return parsed(records.next());
        }
    }

    private static Map<String, Object> parsed(byte[] record) {
        try {
            return RecordsJson.readRecord(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isOnDisk() {
        return records.isOnDisk();
    }

    /** Releases the disk space. Records in memory stay readable. */
    @Override
    public void close() {
        records.close();
    }
}
