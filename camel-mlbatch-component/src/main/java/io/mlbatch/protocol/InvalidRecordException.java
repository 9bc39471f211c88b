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
package io.mlbatch.protocol;

import java.util.Map;
import java.util.OptionalInt;

/**
 * Thrown when an input does not fit the service. The message names the record (0-based, as in the results) or the line,
 * the field and the reason.
 */
public class InvalidRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int index;
    private final transient Map<String, Object> record;

    private InvalidRecordException(int index, Map<String, Object> record, String message, Throwable cause) {
        super(message, cause);
        this.index = index;
        this.record = record;
    }

    /** Creates an exception about one record, identified by its 0-based index. */
    public static InvalidRecordException atRecord(int index, String reason, Throwable cause) {
        return new InvalidRecordException(index, Map.of(), "record " + index + ": " + reason, cause);
    }

    /** Creates an exception about a place in a text, like {@code line 7}. */
    public static InvalidRecordException atPlace(String place, String reason, Throwable cause) {
        return new InvalidRecordException(-1, null, place + ": " + reason, cause);
    }

    /**
     * Creates an exception about one record of a text. The records after it can be read.
     *
     * @param place the place of the record, like {@code line 7}
     * @param record the part of the record that could be read
     */
    public static InvalidRecordException inRecord(String place, String reason, Map<String, Object> record) {
        return new InvalidRecordException(-1, record, place + ": " + reason, null);
    }

    /** Creates an exception about the input as a whole. */
    public static InvalidRecordException of(String reason) {
        return new InvalidRecordException(-1, null, reason, null);
    }

    /**
     * Returns the part of the invalid record that could be read, possibly empty. Returns {@code null} when the failure
     * is not about one record, so that the records after it cannot be read.
     */
    public Map<String, Object> record() {
        return record;
    }

    /** Returns the 0-based index of the record, if the index is known. */
    public OptionalInt index() {
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }
}
