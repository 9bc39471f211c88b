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

import java.util.List;
import java.util.Map;

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

    private final JsonBuffer buffer = new JsonBuffer(true);

    /** Returns the size of the results in bytes. */
    public int size() {
        return buffer.size();
    }

    /**
     * Adds the result of a record that was computed.
     *
     * @param outputs the outputs in their wire form, by name
     * @throws IllegalArgumentException when an output has no JSON form; the message names it. Nothing is added then
     */
    public void addSuccess(Map<String, ?> outputs, List<String> fileNames) {
        buffer.add((generator, values) -> {
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
        buffer.add((generator, values) -> {
            generator.writeRaw(FAILURE);
            generator.writeString(message);
            generator.writeRaw(FAILURE_END);
        });
    }

    /** Returns the results and empties the buffer. */
    public byte[] take() {
        return buffer.take();
    }
}
