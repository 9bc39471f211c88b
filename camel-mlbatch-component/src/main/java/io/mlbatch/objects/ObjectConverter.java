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
package io.mlbatch.objects;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Converter;
import org.apache.camel.Exchange;
import org.apache.camel.spi.TypeConverterRegistry;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.objects.ObjectMapping;

/** Converts responses to trees of Jackson, and the result of a record to an object of the application. */
@Converter(generateLoader = true)
public final class ObjectConverter {

    private static final List<String> LIBRARIES = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "jakarta.",
            "org.apache.camel.",
            "org.w3c.",
            "org.xml.",
            "com.fasterxml.jackson.");

    private ObjectConverter() {}

    /** The wire's JSON as a tree, in memory as a whole. */
    @Converter
    public static JsonNode toTree(BatchResponse response) {
        return ObjectMapping.byDefault().toTree(response);
    }

    /** The wire's JSON as a tree. */
    @Converter
    public static JsonNode toTree(ServiceResponse result) {
        return ObjectMapping.byDefault().toTree(result);
    }

    /**
     * Converts a result to a class of the application, see {@link ServiceResponse#as}. Other conversions are left to
     * other converters: {@code null}.
     */
    @Converter(fallback = true)
    public static Object toObject(Class<?> type, Exchange exchange, Object value, TypeConverterRegistry registry) {
        return value instanceof ServiceResponse result && isOfApplication(type) ? result.as(type) : null;
    }

    /** Camel itself tries to convert bodies to classes of its own, of the JDK and of libraries. */
    private static boolean isOfApplication(Class<?> type) {
        Class<?> single = type.isArray() ? type.getComponentType() : type;
        return !single.isPrimitive()
                && !single.isInterface()
                && !single.isEnum()
                && LIBRARIES.stream().noneMatch(single.getName()::startsWith);
    }
}
