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
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;

/** Buffer of results in their wire form, one after the other. One generator writes all of them. Not thread-safe. */
public final class ServiceResponseBuffer {

    private static final SerializedString SUCCESS =
            new SerializedString("{\"success\":true,\"errorMessage\":\"\",\"consoleOutput\":\"\",\"changedFiles\":");
    private static final SerializedString NO_FILES = new SerializedString("[]");
    private static final SerializedString OUTPUTS = new SerializedString(",\"outputParameters\":");
    private static final SerializedString FAILURE = new SerializedString("{\"success\":false,\"errorMessage\":");
    private static final SerializedString FAILURE_END =
            new SerializedString(",\"consoleOutput\":\"\",\"changedFiles\":[],\"outputParameters\":{}}");

    private final Bytes bytes = new Bytes();
    private JsonGenerator generator;
    private ValueWriter values;

    /** Bytes that can be truncated. */
    private static final class Bytes extends ByteArrayOutputStream {

        void truncate(int size) {
            count = size;
        }
    }

    /** Returns the size of the results in bytes. */
    public int size() {
        return bytes.size();
    }

    /**
     * Adds the result of a record that was computed.
     *
     * @param outputs the outputs in their wire form, by name
     * @throws IllegalArgumentException when an output has no JSON form; the message names it. Nothing is added then
     */
    public void addSuccess(Map<String, ?> outputs, List<String> fileNames) {
        add(() -> {
            generator.writeRaw(SUCCESS);
            if (fileNames.isEmpty()) {
                generator.writeRaw(NO_FILES);
            } else {
                Json.writeTexts(generator, fileNames);
            }
            generator.writeRaw(OUTPUTS);
            values.writeNamed("output", outputs);
            generator.writeRaw('}');
        });
    }

    /** Adds the result of a record that failed. */
    public void addFailure(String message) {
        add(() -> {
            generator.writeRaw(FAILURE);
            generator.writeString(message);
            generator.writeRaw(FAILURE_END);
        });
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void add(Writing writing) {
        int before = bytes.size();
        boolean added = false;
        try {
            if (generator == null) {
                generator = Json.generator(bytes);
                values = new ValueWriter(generator, true);
            }
            writing.run();
            generator.flush();
            added = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!added) {
                // it may be within an object
                generator = null;
                bytes.truncate(before);
            }
        }
    }

    /** Returns the results and empties the buffer. */
    public byte[] take() {
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }
}
