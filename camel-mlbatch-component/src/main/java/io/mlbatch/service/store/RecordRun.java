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
package io.mlbatch.service.store;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Consecutive records of an execution in their stored form: {@link io.mlbatch.protocol.json.RecordsJson#writeRecord}
 * or, for an invalid record, {@link io.mlbatch.protocol.json.RecordsJson#writeInvalid}. Immutable; the array is shared.
 */
public final class RecordRun {

    private final int first;
    private final byte[] bytes;
    private final int[] ends;
    private final int begin;
    private final int count;

    /**
     * @param first the index of the first record
     * @param bytes the records one after the other, without separators
     * @param ends where each record ends in the bytes
     */
    public RecordRun(int first, byte[] bytes, int[] ends) {
        this(first, bytes, ends, 0, ends.length);
    }

    private RecordRun(int first, byte[] bytes, int[] ends, int begin, int count) {
        this.first = first;
        this.bytes = bytes;
        this.ends = ends;
        this.begin = begin;
        this.count = count;
    }

    /** Creates a run from the bytes of each record. */
    public static RecordRun of(int first, List<byte[]> records) {
        int[] ends = new int[records.size()];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int position = 0; position < ends.length; position++) {
            all.writeBytes(records.get(position));
            ends[position] = all.size();
        }
        return new RecordRun(first, all.toByteArray(), ends);
    }

    /** Returns the index of the first record. */
    public int first() {
        return first;
    }

    public int count() {
        return count;
    }

    /** Returns the index after the last record. */
    public int end() {
        return first + count;
    }

    public boolean contains(int index) {
        return index >= first && index < end();
    }

    /** Returns a copy of a record that the run {@linkplain #contains contains}. */
    public byte[] record(int index) {
        int position = begin + Objects.checkIndex(index - first, count);
        return Arrays.copyOfRange(bytes, start(position), ends[position]);
    }

    /** Returns the size in bytes of a record that the run contains. */
    public int size(int index) {
        int position = begin + Objects.checkIndex(index - first, count);
        return ends[position] - start(position);
    }

    /** Returns the records from an index that the run contains, at most the given number. Copies nothing. */
    public RecordRun from(int index, int max) {
        int skipped = Objects.checkIndex(index - first, count);
        return new RecordRun(index, bytes, ends, begin + skipped, Math.min(max, count - skipped));
    }

    /** Returns the array that contains the records between {@link #offset} and {@code offset + length}. */
    public byte[] array() {
        return bytes;
    }

    public int offset() {
        return start(begin);
    }

    /** Returns the size of the records in bytes. */
    public int length() {
        return count == 0 ? 0 : ends[begin + count - 1] - offset();
    }

    private int start(int position) {
        return position == 0 ? 0 : ends[position - 1];
    }
}
