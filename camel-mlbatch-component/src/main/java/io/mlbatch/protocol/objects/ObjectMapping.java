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
package io.mlbatch.protocol.objects;

import java.io.IOException;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.util.TokenBuffer;

import io.mlbatch.protocol.DataFrame;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.Values;
import io.mlbatch.protocol.WireScalar;

/**
 * Maps objects of an application to inputs, and outputs to objects, by a mapper of Jackson. Names, ignored and
 * unwrapped properties, and formats are those of the mapper, whose configuration does not change. Thread-safe.
 */
public final class ObjectMapping {

    private static final ObjectMapping DEFAULT = new ObjectMapping(DefaultMapper.configure(new ObjectMapper()));

    // writes single values, which a mapper with WRAP_ROOT_VALUE would make objects
    private static final ObjectMapper SCALARS = new ObjectMapper();

    // beyond it, a double does not identify a whole number
    private static final double LARGEST_EXACT = 1L << 53;

    private final ObjectMapper mapper;
    private final ObjectWriter writer;
    private final ObjectReader reader;
    private final IncludedProperties properties;
    private final ReadableTypes types;

    public ObjectMapping(ObjectMapper mapper) {
        this.mapper = mapper;
        // of the writer and the reader, and not of the mapper
        this.writer = mapper.writer()
                .without(SerializationFeature.WRAP_ROOT_VALUE)
                .without(SerializationFeature.FAIL_ON_EMPTY_BEANS);
        ObjectReader lenient = mapper.isEnabled(SerializationFeature.WRITE_ENUMS_USING_INDEX)
                ? mapper.reader()
                // the text "1" is not a constant
                : mapper.reader().with(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        this.reader = lenient.without(DeserializationFeature.UNWRAP_ROOT_VALUE)
                // a data frame of one row is an object, and R does not tell a scalar from a vector of one
                .with(
                        DeserializationFeature.UNWRAP_SINGLE_VALUE_ARRAYS,
                        DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                // a missing value must not become 0, nor 0.6 become 0
                .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        this.properties = new IncludedProperties(mapper);
        this.types = new ReadableTypes(mapper);
    }

    /** Returns the mapping by a mapper that belongs to no application, see {@link DefaultMapper}. */
    public static ObjectMapping byDefault() {
        return DEFAULT;
    }

    /**
     * Returns the properties of an object by name; empty when the object has none, as texts and numbers. Numbers keep
     * their class. A property that the mapper leaves out because it is {@code null}, empty or a default is present.
     *
     * @throws ObjectMappingException when a property cannot be read
     */
    public Optional<Map<String, Object>> toMap(Object object) {
        ValueGenerator generator = write(object);
        if (!(generator.value() instanceof Map<?, ?>)) {
            return Optional.empty();
        }
        @SuppressWarnings("unchecked")
        Map<String, Object> map = (Map<String, Object>) generator.value();
        return map.isEmpty() ? Optional.empty() : Optional.of(map);
    }

    /**
     * Returns a value of any class as maps, lists and single values.
     *
     * @throws ObjectMappingException when a property cannot be read
     */
    public Object toValue(Object object) {
        return object == null ? null : write(object).value();
    }

    private ValueGenerator write(Object object) {
        ValueGenerator generator = new ValueGenerator(mapper, object.getClass(), this::complete);
        try {
            writer.writeValue(generator, object);
        } catch (JsonProcessingException e) {
            throw ObjectMappingException.unreadable(object.getClass(), e);
        } catch (IOException e) {
            throw new IllegalStateException("a generator in memory failed", e);
        }
        return generator;
    }

    private void complete(Map<String, Object> map, Object object, Set<String> excluded) {
        properties.addTo(map, object, excluded, this::toValue);
    }

    /**
     * Returns outputs as an object of a class. If the only output is a {@link DataFrame}, and the class has no property
     * of its name, the class is that of a row: one row is an object, more or none are a list of objects.
     *
     * @throws ObjectMappingException when a value does not fit its property, or the class cannot be created
     */
    public Object toResult(Map<String, ?> outputs, Class<?> type) {
        if (outputs.size() == 1) {
            Map.Entry<String, ?> only = outputs.entrySet().iterator().next();
            DataFrame frame = types.hasProperty(type, only.getKey()) ? null : frame(only.getValue());
            if (frame != null) {
                return frame.rowCount() == 1
                        ? toObject(frame.rows().get(0), type)
                        : frame.rows().stream().map(row -> toObject(row, type)).toList();
            }
        }
        return toObject(outputs, type);
    }

    /** Returns also undeclared columns of one length as a data frame; {@code null} for any other value. */
    private static DataFrame frame(Object value) {
        boolean isTable = value instanceof Map<?, ?> columns
                && !columns.isEmpty()
                && columns.values().stream().allMatch(List.class::isInstance);
        return isTable && ParameterType.DATA_FRAME.decode(value) instanceof DataFrame frame ? frame : null;
    }

    /**
     * Returns outputs as one object of a class, or as an array of rows if the class is an array; see {@link #toResult}.
     *
     * @throws ObjectMappingException also when the outputs are a table that does not have one row
     */
    public <T> T toOne(Map<String, ?> outputs, Class<T> type) {
        Class<?> single = type.isArray() ? type.getComponentType() : type;
        Object result = toResult(outputs, single);
        if (type.isArray()) {
            List<?> rows = result instanceof List<?> list ? list : List.of(result);
            Object array = Array.newInstance(single, rows.size());
            for (int row = 0; row < rows.size(); row++) {
                Array.set(array, row, rows.get(row));
            }
            return type.cast(array);
        }
        if (result instanceof List<?> rows && !type.isInstance(result)) {
            throw ObjectMappingException.rows(type, rows.size());
        }
        return type.cast(result);
    }

    /** Returns a response as a tree of Jackson, which is in memory as a whole. */
    public JsonNode toTree(Object response) {
        return mapper.valueToTree(response);
    }

    /**
     * Returns an object with these values as properties. A {@link DataFrame} is a list of its rows, and an object when
     * it has one row.
     *
     * @throws ObjectMappingException when a value does not fit its property, or the class cannot be created
     */
    public <T> T toObject(Map<String, ?> values, Class<T> type) {
        try (TokenBuffer tokens = new TokenBuffer(SCALARS, false)) {
            write(tokens, values);
            try (JsonParser parser = new RangeCheckingParser(tokens.asParser(mapper))) {
                return reader.forType(type).readValue(parser);
            }
        } catch (JsonProcessingException e) {
            throw ObjectMappingException.unfit(type, e);
        } catch (IOException e) {
            throw new IllegalStateException("a parser in memory failed", e);
        }
    }

    private static void write(TokenBuffer tokens, Object value) throws IOException {
        if (value instanceof DataFrame frame) {
            write(tokens, frame.rows());
        } else if (value instanceof Map<?, ?> map) {
            tokens.writeStartObject();
            for (Map.Entry<?, ?> field : map.entrySet()) {
                tokens.writeFieldName(WireScalar.name(field.getKey()));
                write(tokens, field.getValue());
            }
            tokens.writeEndObject();
        } else if (value == null) {
            tokens.writeNull();
        } else {
            List<?> list = Values.isPlain(value) ? null : Values.asList(value).orElse(null);
            if (list == null) {
                writeScalar(tokens, WireScalar.of(value));
            } else {
                tokens.writeStartArray();
                for (Object element : list) {
                    write(tokens, element);
                }
                tokens.writeEndArray();
            }
        }
    }

    private static void writeScalar(TokenBuffer tokens, Object scalar) throws IOException {
        if (scalar instanceof Double real && real == Math.rint(real) && Math.abs(real) < LARGEST_EXACT) {
            // a whole number, which numeric is as well: fits an int
            tokens.writeNumber(real.longValue());
        } else {
            // the buffer keeps the number of its class
            tokens.writeObject(scalar);
        }
    }

    /**
     * Checks that objects of a class can be created from outputs.
     *
     * @throws IllegalArgumentException names the class and the reason
     */
    public void requireReadable(Class<?> type) {
        types.requireReadable(type);
    }
}
