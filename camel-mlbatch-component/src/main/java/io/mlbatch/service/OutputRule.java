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
package io.mlbatch.service;

import java.io.File;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.camel.Exchange;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.WireScalar;
import io.mlbatch.protocol.json.ValueJson;
import io.mlbatch.service.types.RouteBodies;

/**
 * Converts the body that a route leaves to the outputs of its record. An object of the declared class counts as a map
 * of its properties.
 *
 * <ol>
 *   <li>A map with the name of at least one declared output contains the outputs by name; other entries are ignored. If
 *       no outputs are declared, every entry of a map is an output.
 *   <li>Otherwise, if exactly one output is declared, the body is its value. Streams, bytes and files are read as text.
 *   <li>Otherwise the record fails, except for an empty body if no outputs are declared.
 * </ol>
 */
final class OutputRule {

    private final RouteBodies bodies;
    private final List<Parameter> declared;

    OutputRule(RouteBodies bodies) {
        this.bodies = bodies;
        this.declared = bodies.outputs();
    }

    /**
     * Returns the outputs of a record in their wire form.
     *
     * @param exchange converts streams, bytes and files to text
     * @param left the body that the route left for the record
     * @throws IllegalArgumentException if a value does not fit its declared type, or if the body matches no rule
     */
    Map<String, Object> apply(Exchange exchange, Object left) throws NoTypeConversionAvailableException {
        Object body = bodies.fromRoute(left);
        if (body instanceof Map<?, ?> map) {
            if (declared.isEmpty()) {
                return entries(map);
            }
            if (hasAny(map)) {
                return byName(map);
            }
        }
        if (declared.size() == 1) {
            Parameter output = declared.get(0);
            return Collections.singletonMap(output.name(), encode(output, value(exchange, body)));
        }
        if (declared.isEmpty() && body == null) {
            return Map.of();
        }
        throw new IllegalArgumentException("The route left "
                + (body == null ? "nothing" : "a body of " + body.getClass().getName())
                + (declared.isEmpty()
                        ? ", a service that declares no outputs needs a map of them"
                        : ", expected " + bodies.describeOutputs() + " with the declared outputs " + names()));
    }

    private boolean hasAny(Map<?, ?> map) {
        // a loop, because a stream for each record is measurably slower
        for (Parameter output : declared) {
            if (map.containsKey(output.name())) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, Object> entries(Map<?, ?> map) {
        Map<String, Object> outputs = new LinkedHashMap<>();
        map.forEach((name, value) -> outputs.put(WireScalar.name(name), ValueJson.withoutTree(value)));
        return outputs;
    }

    private Map<String, Object> byName(Map<?, ?> map) {
        Map<String, Object> outputs = new LinkedHashMap<>();
        for (Parameter output : declared) {
            if (map.containsKey(output.name())) {
                outputs.put(output.name(), encode(output, map.get(output.name())));
            }
        }
        return outputs;
    }

    private static Object encode(Parameter output, Object value) {
        try {
            return output.type().encode(ValueJson.withoutTree(value));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "output '" + output.name() + "' (" + output.type().wireName() + "): " + e.getMessage(), e);
        }
    }

    private static Object value(Exchange exchange, Object body) throws NoTypeConversionAvailableException {
        boolean text = body instanceof InputStream
                || body instanceof Reader
                || body instanceof StreamCache
                || body instanceof byte[]
                || body instanceof ByteBuffer
                || body instanceof File
                || body instanceof WrappedFile;
        return text ? exchange.getContext().getTypeConverter().mandatoryConvertTo(String.class, exchange, body) : body;
    }

    private String names() {
        return declared.stream().map(Parameter::name).collect(Collectors.joining(", "));
    }
}
