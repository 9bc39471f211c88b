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
 * Some records that follow each other, as they lie in the database: each behind its length, a number of four bytes. A
 * row for each record would cost as much again as the records.
 */
final class Chunk {

    /** A chunk takes no further records beyond this many bytes. */
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

    boolean has(int index) {
        return index >= first && index < first + offsets.length;
    }

    /** The record of that index, which it must have. */
    byte[] record(int index) {
        int offset = offsets[index - first];
        int length = ByteBuffer.wrap(bytes).getInt(offset);
        return Arrays.copyOfRange(bytes, offset + Integer.BYTES, offset + Integer.BYTES + length);
    }

    /** Makes chunks' bytes. */
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

        /** The chunk so far; begins the next one. */
        byte[] take() {
            byte[] taken = bytes.toByteArray();
            bytes.reset();
            return taken;
        }
    }
}
