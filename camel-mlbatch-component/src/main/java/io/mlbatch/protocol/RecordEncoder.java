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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import io.mlbatch.protocol.Parameter.Presence;

/**
 * Converts records to the form that a service declares: its inputs, in its order, each in the wire form of its type.
 * Fields that the service does not declare are omitted, so that a file with more columns can be scored unchanged.
 */
public final class RecordEncoder {

    private final List<Parameter> inputs;
    private final boolean strict;
    private final boolean missingAsNull;

    /**
     * @param inputs the declared inputs
     * @param strict true: a missing input or a value that does not fit is an error; false: a missing input is omitted,
     *     and a value that does not fit is sent unchanged, for the server to judge
     */
    public RecordEncoder(List<Parameter> inputs, boolean strict) {
        this(inputs, strict, false);
    }

    private RecordEncoder(List<Parameter> inputs, boolean strict, boolean missingAsNull) {
        this.inputs = List.copyOf(inputs);
        this.strict = strict;
        this.missingAsNull = missingAsNull;
    }

    /** Returns an encoder for which an absent input is a missing value, and a value that does not fit is an error. */
    public static RecordEncoder missingAsNull(List<Parameter> inputs) {
        return new RecordEncoder(inputs, true, true);
    }

    /** Names the record in an error. */
    private interface Place {
        InvalidRecordException invalid(String reason, Throwable cause);
    }

    /**
     * @param index the record's 0-based index, for messages
     * @param record the record; a key with a {@code null} value is a missing value (R's {@code NA}). An absent key is
     *     an error, unless its input is optional
     * @throws InvalidRecordException names the record, the input, its declared type and the value
     */
    public Map<String, Object> encode(int index, Map<String, ?> record) {
        return encode(
                record, (reason, cause) -> InvalidRecordException.atRecord(index, reason + origin(record), cause));
    }

    /**
     * Like {@link #encode(int, Map)}, but does not create a map for the result.
     *
     * @param fields accepts the name and the wire form of each input, in the order of the inputs
     */
    public void encode(int index, Map<String, ?> record, BiConsumer<String, Object> fields) {
        encode(
                record,
                (reason, cause) -> InvalidRecordException.atRecord(index, reason + origin(record), cause),
                fields);
    }

    /** Like {@link #encode(int, Map)}, for a record that is the only one: errors have no index. */
    public Map<String, Object> encode(Map<String, ?> record) {
        return encode(
                record,
                (reason, cause) -> InvalidRecordException.atPlace("the record", reason + origin(record), cause));
    }

    private Map<String, Object> encode(Map<String, ?> record, Place place) {
        Map<String, Object> encoded = new LinkedHashMap<>();
        encode(record, place, encoded::put);
        return encoded;
    }

    private void encode(Map<String, ?> record, Place place, BiConsumer<String, Object> fields) {
        for (Parameter input : inputs) {
            Object value = record.get(input.name());
            boolean present = value != null || record.containsKey(input.name());
            if (strict && value == null) {
                checkMissing(place, input, present, record);
            }
            if (present || missingAsNull) {
                fields.accept(input.name(), encode(place, input, value));
            }
        }
    }

    private void checkMissing(Place place, Parameter input, boolean present, Map<String, ?> record) {
        boolean mayBeAbsent = input.presence() == Presence.OPTIONAL || missingAsNull && !input.isRequired();
        if (!present && !mayBeAbsent) {
            throw place.invalid(label(input) + " is missing; the record has " + record.keySet(), null);
        }
        if (present && input.presence() == Presence.NON_NULL) {
            throw place.invalid(label(input) + " needs a value, got null", null);
        }
    }

    private Object encode(Place place, Parameter input, Object value) {
        try {
            return input.type().encode(value);
        } catch (IllegalArgumentException unfit) {
            if (!strict) {
                return value;
            }
            throw place.invalid(label(input) + ": " + unfit.getMessage(), unfit);
        }
    }

    private static String origin(Map<String, ?> record) {
        return record instanceof ObjectProperties object
                ? " (object of " + object.type().getName() + ")"
                : "";
    }

    private static String label(Parameter input) {
        return "input '" + input.name() + "' (" + input.type().wireName() + ")";
    }
}
