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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonGenerator;

import io.mlbatch.protocol.InvalidRecordException;

/**
 * Buffer that holds the encoded but not yet read part of a JSON array of records. One generator writes all records: to
 * create one for each record would take longer than to write a short record.
 */
public final class RecordArrayBuffer {

    private static final int INITIAL_BYTES = 1024;

    private final Bytes bytes = new Bytes();
    private final BiConsumer<String, Object> fieldWriter = this::writeField;
    private JsonGenerator generator;
    private ValueWriter writer;
    private int written;
    private boolean separatorMissing;

    public RecordArrayBuffer() {
        begin();
    }

    private void begin() {
        try {
            generator = Json.generator(bytes);
            generator.writeStartArray();
            generator.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        writer = new ValueWriter(generator, false);
    }

    /** Begins a new generator after a record that failed: its own generator is within that record. */
    private void restart(int end) {
        truncate(end);
        begin();
        bytes.truncate(end);
        // the new generator does not know the records before
        separatorMissing = written > 0;
    }

    /**
     * Appends a record. A record that fails is not in the buffer.
     *
     * @param index the 0-based index of the record, for messages
     * @param fields passes each input's name and value to its argument
     * @throws InvalidRecordException when an input has no JSON form; the message names the index of the record
     */
    public void append(int index, Consumer<BiConsumer<String, Object>> fields) {
        int end = end();
        try {
            if (separatorMissing) {
                bytes.write(',');
            }
            generator.writeStartObject();
            fields.accept(fieldWriter);
            generator.writeEndObject();
        } catch (IOException e) {
            restart(end);
            throw InvalidRecordException.atRecord(index, e.getMessage(), e);
        } catch (FieldException e) {
            restart(end);
            throw InvalidRecordException.atRecord(index, e.getCause().getMessage(), e.getCause());
        } catch (RuntimeException | Error e) {
            restart(end);
            throw e;
        }
        separatorMissing = false;
        written++;
    }

    private void writeField(String name, Object value) {
        try {
            writer.writeNamed("input", name, value);
        } catch (IOException | IllegalArgumentException e) {
            throw new FieldException(e);
        }
    }

    /** Carries a failure through the code that passes the fields, apart from the failures of that code. */
    private static final class FieldException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        FieldException(Exception cause) {
            super(cause);
        }
    }

    /** Returns the end of the array, together with the part that the generator has not passed on. */
    private int end() {
        return bytes.end() + generator.getOutputBuffered();
    }

    private void truncate(int size) {
        flush();
        bytes.truncate(size);
    }

    private void flush() {
        try {
            generator.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the array. */
    public void close() {
        try {
            generator.writeEndArray();
            generator.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the number of bytes that have not been read. */
    public int size() {
        return end() - bytes.position;
    }

    /** Removes bytes from the beginning. Returns their number, at most {@link #size()}. */
    public int read(byte[] target, int offset, int count) {
        int length = Math.min(count, size());
        if (!generator.isClosed()) {
            flush();
        }
        return bytes.read(target, offset, length);
    }

    private static final class Bytes extends ByteArrayOutputStream {

        private int position;

        Bytes() {
            super(INITIAL_BYTES);
        }

        /** Unlike {@code size()}, does not lock: it is called for each record. */
        int end() {
            return count;
        }

        void truncate(int size) {
            count = size;
        }

        int read(byte[] target, int offset, int length) {
            System.arraycopy(buf, position, target, offset, length);
            position += length;
            if (position == count) {
                position = 0;
                count = 0;
            }
            return length;
        }
    }
}
