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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceDescription;

/** The bodies of the calls as schemas of Swagger 2.0. */
final class SwaggerSchemas {

    static final String INPUTS = "InputParameters";
    private static final String OUTPUTS = "OutputParameters";

    private SwaggerSchemas() {}

    static Map<String, Object> definitions(ServiceDescription service) {
        Map<String, Object> inputs = parameters(service.inputs(), SwaggerSchemas::nullable);
        if (!service.inputs().isEmpty()) {
            // a missing value is null, an absent one is an error
            inputs.put(
                    "required", service.inputs().stream().map(Parameter::name).toList());
        }
        return object(
                INPUTS,
                inputs,
                OUTPUTS,
                parameters(service.outputs(), UnaryOperator.identity()),
                "WebServiceResult",
                // in partial results; beside a reference it would not count
                nullable(properties(
                        "success", type("boolean"),
                        "errorMessage", type("string"),
                        "consoleOutput", type("string"),
                        "changedFiles", arrayOf(type("string")),
                        "outputParameters", reference(OUTPUTS),
                        "outputFiles", mapOf(type("string", "byte")))),
                "BatchWebServiceResult",
                properties(
                        // no enum: servers differ in its letter case
                        "state", type("string"),
                        "completedItemCount", type("integer", "int32"),
                        "totalItemCount", type("integer", "int32"),
                        "parallelCount", type("integer", "int32"),
                        "batchExecutionResults", arrayOf(reference("WebServiceResult"))),
                "StartBatchExecutionResponse",
                // the id comes in a second spelling, of which generators would make the same field once more
                open(properties(
                        "name", type("string"),
                        "version", type("string"),
                        "batchExecutionId", type("string"))),
                "LoginRequest",
                properties("username", type("string"), "password", type("string", "password")),
                "RenewTokenRequest",
                properties("refreshToken", type("string")),
                "AccessTokenResponse",
                properties(
                        "token_type", type("string"),
                        "access_token", type("string"),
                        "expires_in", type("integer", "int32"),
                        "expires_on", type("integer", "int64"),
                        "refresh_token", type("string")),
                "ErrorResponse",
                properties(
                        "message", type("string"),
                        "code", type("integer", "int32"),
                        "fields", type("string")));
    }

    /** Generators know the extension; their clients refuse {@code null} without it. */
    private static Map<String, Object> nullable(Map<String, Object> schema) {
        schema.put("x-nullable", true);
        return schema;
    }

    /** With fields that are not described, which clients that check what they read refuse otherwise. */
    private static Map<String, Object> open(Map<String, Object> schema) {
        schema.put("additionalProperties", true);
        return schema;
    }

    private static Map<String, Object> parameters(
            List<Parameter> parameters, UnaryOperator<Map<String, Object>> values) {
        Map<String, Object> schemas = new LinkedHashMap<>();
        parameters.forEach(parameter -> schemas.put(parameter.name(), values.apply(schema(parameter.type()))));
        return schemas.isEmpty() ? type("object") : object("type", "object", "properties", schemas);
    }

    private static Map<String, Object> schema(ParameterType type) {
        return switch (type) {
            case LOGICAL -> type("boolean");
            case NUMERIC -> type("number", "double");
            case INTEGER -> type("integer", "int32");
            case CHARACTER -> type("string");
            case VECTOR -> arrayOf(object());
            case MATRIX -> arrayOf(arrayOf(object()));
            // columns of any values: an empty schema inside is taken for an object by generators of strict clients
            case DATA_FRAME -> object("type", "object", "additionalProperties", true);
            case ANY -> object();
        };
    }

    private static Map<String, Object> properties(Object... namesAndSchemas) {
        return object("type", "object", "properties", object(namesAndSchemas));
    }

    static Map<String, Object> type(String name) {
        return object("type", name);
    }

    static Map<String, Object> type(String name, String format) {
        return object("type", name, "format", format);
    }

    static Map<String, Object> arrayOf(Map<String, Object> items) {
        return object("type", "array", "items", items);
    }

    private static Map<String, Object> mapOf(Map<String, Object> values) {
        return object("type", "object", "additionalProperties", values);
    }

    static Map<String, Object> reference(String definition) {
        return object("$ref", "#/definitions/" + definition);
    }

    /** An object with these names and values in turn, in this order. */
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
