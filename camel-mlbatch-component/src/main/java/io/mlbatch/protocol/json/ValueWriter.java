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

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;

import io.mlbatch.protocol.Values;
import io.mlbatch.protocol.WireScalar;

/**
 * Writes values of any shape that JSON has, and the other values of Java users: arrays, other collections, other
 * numbers, and the values that {@link WireScalar} knows. NaN and the infinities, for which JSON has no numbers, are the
 * texts that R's servers send.
 */
final class ValueWriter {

    private final JsonGenerator generator;
    private final boolean nanWithinIsNull;
    private final ShortDecimal shortDecimal = new ShortDecimal();

    /** @param nanWithinIsNull whether NaN in a list or map is {@code null}, and not its text */
    ValueWriter(JsonGenerator generator, boolean nanWithinIsNull) {
        this.generator = generator;
        this.nanWithinIsNull = nanWithinIsNull;
    }

    /**
     * Writes an object whose fields have a meaning for users.
     *
     * @param kind names the fields in errors
     * @throws IllegalArgumentException when a value has no JSON form; the message names its field and class
     */
    void writeNamed(String kind, Map<String, ?> values) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<String, ?> value : values.entrySet()) {
            writeNamed(kind, value.getKey(), value.getValue());
        }
        generator.writeEndObject();
    }

    /** Writes one field of an object that is being written, see {@link #writeNamed(String, Map)}. */
    void writeNamed(String kind, String name, Object value) throws IOException {
        generator.writeFieldName(name);
        try {
            write(value, false);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(kind + " '" + name + "': " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException for a class that has no JSON form */
    void write(Object value) throws IOException {
        write(value, false);
    }

    private void write(Object value, boolean within) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (Values.isPlain(value)) {
            writeScalar(value, within);
        } else if (value instanceof Map<?, ?> map) {
            writeMap(map);
        } else {
            List<?> list = Values.asList(value).orElse(null);
            if (list == null) {
                writeScalar(WireScalar.of(value), within);
            } else {
                writeList(list);
            }
        }
    }

    private void writeList(List<?> list) throws IOException {
        generator.writeStartArray();
        for (Object element : list) {
            write(element, true);
        }
        generator.writeEndArray();
    }

    private void writeMap(Map<?, ?> map) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<?, ?> field : map.entrySet()) {
            generator.writeFieldName(WireScalar.name(field.getKey()));
            write(field.getValue(), true);
        }
        generator.writeEndObject();
    }

    private void writeScalar(Object scalar, boolean within) throws IOException {
        if (scalar instanceof Number number) {
            writeNumber(number, within);
        } else if (scalar instanceof Boolean logical) {
            generator.writeBoolean(logical);
        } else {
            generator.writeString((String) scalar);
        }
    }

    private void writeNumber(Number number, boolean within) throws IOException {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
            generator.writeNumber(number.longValue());
        } else if (number instanceof Double || number instanceof Float) {
            writeReal(number, within);
        } else {
            generator.writeNumber(new BigDecimal(number.toString()));
        }
    }

    private void writeReal(Number number, boolean within) throws IOException {
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            writeNonFinite(value, within);
        } else if (number instanceof Float) {
            // Jackson shortens the digits of a float further than the JDK: as a double, they are another number
            generator.writeNumber(number.toString());
        } else if (!shortDecimal.write(generator, value)) {
            generator.writeNumber(value);
        }
    }

    private void writeNonFinite(double value, boolean within) throws IOException {
        if (Double.isNaN(value) && within && nanWithinIsNull) {
            generator.writeNull();
        } else {
            generator.writeString(Double.isNaN(value) ? "NaN" : value > 0 ? "Inf" : "-Inf");
        }
    }
}
