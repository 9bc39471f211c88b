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
package io.mlbatch.service.store.jdbc.execution;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

import io.mlbatch.service.store.RecordRun;

/**
 * Consecutive records in their stored form: each is preceded by its length, a number of four bytes. One row per record
 * would double the size of the database.
 */
public final class Chunk {

    /** A chunk accepts no further records beyond this number of bytes. */
    public static final int FULL = 64 * 1024;

    private Chunk() {}

    /**
     * Reads a chunk.
     *
     * @param first the index of its first record
     */
    static RecordRun read(int first, byte[] stored) {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        byte[] records = new byte[stored.length];
        int[] ends = new int[16];
        int count = 0;
        int end = 0;
        while (buffer.hasRemaining()) {
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
            }
            int length = buffer.getInt();
            buffer.get(records, end, length);
            end += length;
            ends[count++] = end;
        }
        return new RecordRun(first, records, Arrays.copyOf(ends, count));
    }

    /** Builds the bytes of chunks. */
    public static final class Builder {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * FULL);

        public void add(byte[] record) {
            bytes.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(record.length).array());
            bytes.writeBytes(record);
        }

        public boolean isFull() {
            return bytes.size() >= FULL;
        }

        public boolean isEmpty() {
            return bytes.size() == 0;
        }

        /** Returns the current chunk and begins the next one. */
        public byte[] take() {
            byte[] taken = bytes.toByteArray();
            bytes.reset();
            return taken;
        }
    }
}
