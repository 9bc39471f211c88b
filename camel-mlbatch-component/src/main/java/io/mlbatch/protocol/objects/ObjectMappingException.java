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

import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;

/** Thrown when an object of an application cannot be mapped. The message names the property and the class. */
public class ObjectMappingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    // Jackson's hints about its own API
    private static final Pattern ADVICE =
            Pattern.compile(" \\(set Deserialization[^)]*\\)| \\(or [^)]*\\)| \\(but could [^)]*\\)");

    private ObjectMappingException(String message, Throwable cause) {
        super(message, cause);
    }

    static ObjectMappingException unreadable(Class<?> type, JsonProcessingException e) {
        String property = property(e);
        Throwable cause = e.getCause() == null || e.getCause() instanceof JsonProcessingException ? e : e.getCause();
        return new ObjectMappingException(
                (property.isEmpty() ? "" : "property '" + property + "' of ") + type.getName() + " cannot be read: "
                        + (cause == e ? reason(e) : cause),
                cause);
    }

    static ObjectMappingException unfit(Class<?> type, JsonProcessingException e) {
        String property = property(e);
        return new ObjectMappingException(
                (property.isEmpty() ? "" : "property '" + property + "' of ") + type.getName() + ": " + reason(e), e);
    }

    static ObjectMappingException rows(Class<?> type, int count) {
        return new ObjectMappingException(
                type.getName() + " is the class of a row, and the outputs have " + count + " rows: request "
                        + type.getSimpleName() + "[]",
                null);
    }

    /** Returns the same exception with the record in its message. */
    public ObjectMappingException atRecord(int index) {
        return new ObjectMappingException("record " + index + ": " + getMessage(), this);
    }

    private static String reason(JsonProcessingException e) {
        return ADVICE.matcher(e.getOriginalMessage()).replaceAll("");
    }

    private static String property(JsonProcessingException e) {
        StringBuilder path = new StringBuilder();
        for (Reference step : e instanceof JsonMappingException mapping ? mapping.getPath() : List.<Reference>of()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }
}
