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

import static io.mlbatch.protocol.json.SwaggerSchemas.object;
import static io.mlbatch.protocol.json.SwaggerSchemas.reference;

/** The parts of a call in Swagger 2.0: its operation, its parameters, its answers. */
final class SwaggerCalls {

    private SwaggerCalls() {}

    /** A call that gives tokens and needs none. */
    static Map<String, Object> open(
            String operation, List<Map<String, Object>> parameters, Map<String, Object> answer) {
        Map<String, Object> call = call(operation, "A pair of tokens", parameters, answer);
        call.put("security", List.of());
        return call;
    }

    static Map<String, Object> call(
            String operation, String what, List<Map<String, Object>> parameters, Map<String, Object> answer) {
        return call(operation, what, parameters, 200, answer);
    }

    /** @param answer {@code null} for an empty one */
    static Map<String, Object> call(
            String operation,
            String what,
            List<Map<String, Object>> parameters,
            int status,
            Map<String, Object> answer) {
        Map<String, Object> success = object("description", what);
        if (answer != null) {
            success.put("schema", answer);
        }
        return object(
                "operationId",
                operation,
                "parameters",
                parameters,
                "responses",
                object(
                        String.valueOf(status),
                        success,
                        "default",
                        object("description", "What is wrong", "schema", reference("ErrorResponse"))));
    }

    static Map<String, Object> body(String name, boolean required, Map<String, Object> schema) {
        return object("name", name, "in", "body", "required", required, "schema", schema);
    }

    static Map<String, Object> header(String name, Map<String, Object> type) {
        return parameter(name, "header", type, false);
    }

    static Map<String, Object> path(String name, Map<String, Object> type) {
        return parameter(name, "path", type, true);
    }

    static Map<String, Object> query(String name, Map<String, Object> type, boolean required) {
        return parameter(name, "query", type, required);
    }

    private static Map<String, Object> parameter(String name, String in, Map<String, Object> type, boolean required) {
        Map<String, Object> parameter = object("name", name, "in", in, "required", required);
        parameter.putAll(type);
        return parameter;
    }
}
