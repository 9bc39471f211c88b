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
package io.mlbatch.camel;

import java.util.Iterator;
import java.util.function.Function;

import org.apache.camel.CamelContext;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.OutputTypeException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.objects.ObjectMapping;
import io.mlbatch.protocol.objects.ObjectMappingException;

/**
 * The bodies of results: the results themselves, or objects of the option {@code outputType}.
 *
 * @param objects maps results to objects
 * @param type the class of the option; {@code null} without it
 */
record OutputBodies(ObjectMapping objects, Class<?> type) {

    /** @throws IllegalArgumentException when there is no such class, or its objects cannot be created */
    static OutputBodies of(CamelContext context, ObjectMapping objects, Object outputType) {
        if (outputType == null) {
            return new OutputBodies(objects, null);
        }
        try {
            Class<?> type = type(context, outputType);
            objects.requireReadable(type);
            return new OutputBodies(objects, type);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "outputType: the class '" + outputType
                            + "' is not on the class path (a nested class is named Outer$Inner)",
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("outputType=" + outputType + ": " + e.getMessage(), e);
        }
    }

    private static Class<?> type(CamelContext context, Object outputType) throws ClassNotFoundException {
        if (outputType instanceof String name) {
            return context.getClassResolver().resolveMandatoryClass(name);
        }
        return outputType instanceof Class<?> type ? type : outputType.getClass();
    }

    /** Returns the body of one result. */
    Object body(CallContext call, ServiceResponse result) {
        if (type == null || !result.success()) {
            return result;
        }
        try {
            return result.asObjectOrRows(type);
        } catch (ObjectMappingException e) {
            throw new OutputTypeException(call, e.getMessage(), e);
        }
    }

    /** Returns the body of a response. */
    Object body(CallContext call, BatchResponse response) {
        return type == null ? response : new ResultBodies(response, result -> body(call, result));
    }

    /**
     * The bodies of the results that a response holds, each created when it is reached.
     *
     * @param response keeps its results on disk for as long as they are read
     */
    record ResultBodies(BatchResponse response, Function<ServiceResponse, Object> bodies) implements Iterable<Object> {

        @Override
        public Iterator<Object> iterator() {
            Iterator<ServiceResponse> results = response.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return results.hasNext();
                }

                @Override
                public Object next() {
                    return bodies.apply(results.next());
                }
            };
        }
    }
}
