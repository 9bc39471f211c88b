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
package io.mlbatch.service.store.jdbc;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Consecutive records in their stored form: each is preceded by its length, a number of four bytes. One row per record
 * would double the size of the database.
 */
final class Chunk {

    /** A chunk accepts no further records beyond this number of bytes. */
    static final int FULL = 64 * 1024;

    private final int first;
    private final byte[] bytes;
    private final int[] offsets;

    private Chunk(int first, byte[] bytes, int[] offsets) {
        this.first = first;
        this.bytes = bytes;
        this.offsets = offsets;
    }

    /** @param first the index of its first record */
    static Chunk of(int first, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int[] offsets = new int[16];
        int count = 0;
        while (buffer.hasRemaining()) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * count);
            }
            offsets[count++] = buffer.position();
            buffer.position(buffer.position() + Integer.BYTES + buffer.getInt(buffer.position()));
        }
        return new Chunk(first, bytes, Arrays.copyOf(offsets, count));
    }

    boolean contains(int index) {
        return index >= first && index < first + offsets.length;
    }

    /** Returns a record that the chunk {@linkplain #contains contains}. */
    byte[] record(int index) {
        int offset = offsets[index - first];
        int length = ByteBuffer.wrap(bytes).getInt(offset);
        return Arrays.copyOfRange(bytes, offset + Integer.BYTES, offset + Integer.BYTES + length);
    }

    /** Builds the bytes of chunks. */
    static final class Builder {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * FULL);

        void add(byte[] record) {
            bytes.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(record.length).array());
            bytes.writeBytes(record);
        }

        boolean isFull() {
            return bytes.size() >= FULL;
        }

        boolean isEmpty() {
            return bytes.size() == 0;
        }

        /** Returns the current chunk and begins the next one. */
        byte[] take() {
            byte[] taken = bytes.toByteArray();
            bytes.reset();
            return taken;
        }
    }
}
