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

import com.fasterxml.jackson.core.JsonGenerator;

/**
 * Buffer of JSON documents, one after the other. One generator writes all of them: to create one for each document
 * would take longer than to write a short document. Not thread-safe.
 */
final class JsonBuffer {

    /** Writes one document. */
    interface Document {
        void write(JsonGenerator generator, ValueWriter values) throws IOException;
    }

    private final boolean nanWithinIsNull;
    private final Bytes bytes = new Bytes();
    private JsonGenerator generator;
    private ValueWriter values;

    /** Bytes that can be truncated. */
    private static final class Bytes extends ByteArrayOutputStream {

        void truncate(int size) {
            count = size;
        }
    }

    /** @param nanWithinIsNull as for {@link ValueWriter} */
    JsonBuffer(boolean nanWithinIsNull) {
        this.nanWithinIsNull = nanWithinIsNull;
    }

    int size() {
        return bytes.size();
    }

    /** Adds a document. If its writer throws, the buffer does not contain it. */
    void add(Document document) {
        int before = bytes.size();
        boolean added = false;
        try {
            if (generator == null) {
                generator = Json.generator(bytes);
                values = new ValueWriter(generator, nanWithinIsNull);
            }
            document.write(generator, values);
            generator.flush();
            added = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!added) {
                // the generator may be within an object
                generator = null;
                bytes.truncate(before);
            }
        }
    }

    /** Returns the documents and empties the buffer. */
    byte[] take() {
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }
}
