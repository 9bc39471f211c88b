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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The types that a service declares for its inputs and outputs. {@link #encode} converts a value to its wire form,
 * {@link #decode} converts a received value to its Java form:
 *
 * <table>
 * <caption>Java forms</caption>
 * <tr><td>logical</td><td>{@link Boolean}</td></tr>
 * <tr><td>numeric</td><td>{@link Double}</td></tr>
 * <tr><td>integer</td><td>{@link Integer}, {@link Long} if it does not fit</td></tr>
 * <tr><td>character</td><td>{@link String}</td></tr>
 * <tr><td>vector</td><td>{@link List}</td></tr>
 * <tr><td>matrix</td><td>{@link List} of rows</td></tr>
 * <tr><td>data.frame</td><td>{@link DataFrame}</td></tr>
 * </table>
 *
 * <p>A missing value is {@code null} in all of them, and {@code NaN} is {@link Double#NaN}.
 */
public enum ParameterType {
    LOGICAL(
            "logical",
            Scalars.ofOne(Scalars::toLogical),
            Scalars.decoder(Scalars::toLogical, UnaryOperator.identity())),
    NUMERIC("numeric", Scalars.ofOne(Scalars::toNumeric), Scalars.decoder(Scalars::toReal, Scalars::asDouble)),
    INTEGER("integer", Scalars.ofOne(Scalars::toInteger), Scalars.decoder(Scalars::toInteger, Scalars::asInteger)),
    CHARACTER(
            "character",
            Scalars.ofOne(Scalars::toCharacter),
            Scalars.decoder(Scalars::toCharacter, UnaryOperator.identity())),
    VECTOR("vector", checked(ParameterType::toList), listDecoder(Vectors::decode)),
    MATRIX("matrix", checked(ParameterType::toRows), listDecoder(Vectors::decodeRows)),
    DATA_FRAME("data.frame", checked(ParameterType::toDataFrame), ParameterType::decodeDataFrame),
    /** A type that this library does not know. Values pass unchanged. */
    ANY("any", UnaryOperator.identity(), UnaryOperator.identity());

    private final String wireName;
    private final UnaryOperator<Object> encoder;
    private final UnaryOperator<Object> decoder;

    ParameterType(String wireName, UnaryOperator<Object> encoder, UnaryOperator<Object> decoder) {
        this.wireName = wireName;
        this.encoder = encoder;
        this.decoder = decoder;
    }

    /** Returns the name in service descriptions, like {@code data.frame}. */
    public String wireName() {
        return wireName;
    }

    /**
     * Converts a Java value to the wire form of this type. Text becomes a number if a number is declared; a collection
     * of row maps becomes columns if a data frame is declared. {@code null} stays {@code null}: R's {@code NA}.
     *
     * @throws IllegalArgumentException when the value has no such form; the message describes the value
     */
    public Object encode(Object value) {
        return value == null ? null : encoder.apply(value);
    }

    /** Converts a received value to its Java form. Returns a value of another shape than the declared one unchanged. */
    public Object decode(Object raw) {
        return decoder.apply(raw);
    }

    /** Returns the type with this name, if this library knows it. */
    public static Optional<ParameterType> find(String name) {
        return Arrays.stream(values())
                .filter(type -> type != ANY && type.wireName.equalsIgnoreCase(name))
                .findFirst();
    }

    /**
     * Returns the type with this name.
     *
     * @throws IllegalArgumentException for another name; the message lists the types
     */
    public static ParameterType parse(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("Unknown parameter type '" + name + "': the types are "
                        + Arrays.stream(values())
                                .filter(type -> type != ANY)
                                .map(ParameterType::wireName)
                                .collect(Collectors.joining(", "))));
    }

    /** Returns an encoder that also checks the values within the list or table that it creates. */
    private static UnaryOperator<Object> checked(UnaryOperator<Object> encoder) {
        return value -> {
            Object encoded = encoder.apply(value);
            WireScalar.check(encoded);
            return encoded;
        };
    }

    private static Object toList(Object value) {
        return Values.asList(value).orElseGet(() -> List.of(value));
    }

    private static Object toRows(Object value) {
        List<Object> rows = new ArrayList<>();
        for (Object row : Values.asList(value).orElseThrow(() -> unfit("a matrix (a list of rows)", value))) {
            rows.add(Values.asList(row).orElseThrow(() -> unfit("a matrix (a list of rows)", value)));
        }
        return rows;
    }

    private static Object toDataFrame(Object value) {
        if (value instanceof DataFrame frame) {
            return frame;
        }
        if (value instanceof Map<?, ?> columns) {
            List<?> labels = labels(columns.values());
            Map<String, List<?>> lists = new LinkedHashMap<>();
            columns.forEach((name, column) -> lists.put(WireScalar.name(name), column(column, labels)));
            return DataFrame.ofColumns(lists);
        }
        List<Map<?, ?>> rows = new ArrayList<>();
        for (Object row : Values.asList(value).orElseThrow(() -> unfit("a data.frame", value))) {
            if (!(row instanceof Map<?, ?> cells)) {
                throw unfit("a data.frame", value);
            }
            rows.add(cells);
        }
        return DataFrame.ofRows(rows);
    }

    /**
     * Returns the labels of the rows if each column is an object with the same ones, as pandas writes a table by
     * default: <code>{"hp":{"0":110,"1":93}}</code>. Otherwise returns an empty list.
     */
    private static List<?> labels(Collection<?> columns) {
        Set<?> labels = null;
        for (Object column : columns) {
            if (!(column instanceof Map<?, ?> cells) || labels != null && !labels.equals(cells.keySet())) {
                return List.of();
            }
            labels = labels == null ? cells.keySet() : labels;
        }
        return labels == null ? List.of() : new ArrayList<>(labels);
    }

    private static List<?> column(Object column, List<?> labels) {
        if (labels.isEmpty()) {
            return Values.asList(column).orElseGet(() -> Collections.singletonList(column));
        }
        List<Object> cells = new ArrayList<>(labels.size());
        labels.forEach(label -> cells.add(((Map<?, ?>) column).get(label)));
        return cells;
    }

    private static UnaryOperator<Object> listDecoder(Function<List<?>, List<?>> decoder) {
        return raw -> Values.asList(raw).<Object>map(decoder).orElse(raw);
    }

    private static Object decodeDataFrame(Object raw) {
        try {
            return raw == null ? null : decodeColumns((DataFrame) toDataFrame(raw));
        } catch (IllegalArgumentException anotherShape) {
            return raw;
        }
    }

    private static DataFrame decodeColumns(DataFrame frame) {
        Map<String, List<?>> columns = new LinkedHashMap<>();
        frame.forEach((name, column) -> columns.put(name, Vectors.decode(column)));
        return columns.isEmpty() ? frame : DataFrame.ofColumns(columns);
    }

    static IllegalArgumentException unfit(String expected, Object value) {
        return new IllegalArgumentException("expected " + expected + ", got " + Values.describe(value));
    }
}
