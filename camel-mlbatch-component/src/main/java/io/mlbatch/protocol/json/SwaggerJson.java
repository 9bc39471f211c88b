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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonToken;

import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.Parameter.Presence;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceDescription;

/**
 * Writes the calls of one service as a Swagger 2.0 document, for client generators. The document is the resource
 * {@code swagger-template.json} with its placeholders replaced.
 */
public final class SwaggerJson {

    /** The operation ids that every service has; the request-response call has the service's own. */
    public static final Set<String> COMMON_OPERATIONS = Set.of(
            "login",
            "renewToken",
            "revokeRefreshToken",
            "StartBatchExecution",
            "GetBatchExecutions",
            "GetBatchExecutionStatus",
            "CancelAndDeleteBatchExecution",
            "GetBatchExecutionRecords",
            "GetBatchExecutionFiles",
            "GetBatchExecutionFile");

    /** The name of the request-response call of a service that declares no operation id. */
    public static final String DEFAULT_OPERATION = "ConsumeWebService";

    private static final String TEMPLATE = "swagger-template.json";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");

    private SwaggerJson() {}

    /**
     * Returns the document.
     *
     * @param basePath the path in front of the API's paths; empty when the API has no such path
     */
    public static byte[] write(ServiceDescription service, String basePath) {
        return document(service, basePath, null, List.of("http", "https"));
    }

    /** @param publicUrl the URL that callers use, in front of the API's paths */
    public static byte[] write(ServiceDescription service, URI publicUrl) {
        return document(service, publicUrl.getRawPath(), publicUrl.getRawAuthority(), List.of(publicUrl.getScheme()));
    }

    private static byte[] document(ServiceDescription service, String basePath, String host, List<String> schemes) {
        Map<String, Object> values = values(service, basePath);
        values.put("host", host);
        values.put("schemes", schemes);
        Map<?, ?> document = (Map<?, ?>) fill(template(), values);
        return Json.bytes(generator -> Json.writeValue(generator, document));
    }

    /** Returns the text of a document. */
    public static String read(InputStream document) throws IOException {
        byte[] text = document.readAllBytes();
        Json.read(text, "the service's description", parser -> {
            Json.expect(parser, JsonToken.START_OBJECT, "the service's description");
            return null;
        });
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Returns whether a document describes the call that returns input records. */
    public static boolean hasRecords(InputStream document) throws IOException {
        Object paths =
                Json.read(document, "the service's description", Json::object).get("paths");
        return paths instanceof Map<?, ?> calls
                && calls.keySet().stream().anyMatch(path -> path.toString().endsWith("/batch/{executionId}/records"));
    }

    private static Map<String, Object> template() {
        try (InputStream in = SwaggerJson.class.getResourceAsStream(TEMPLATE)) {
            return Json.read(in, TEMPLATE, Json::object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> values(ServiceDescription service, String basePath) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", service.id().name());
        values.put("version", service.id().version());
        values.put("description", service.description() == null ? "" : service.description());
        values.put("basePath", basePath.isEmpty() ? null : basePath);
        values.put("api", ApiCall.CONSUME.path(service.id().name(), service.id().version()));
        values.put("operationId", service.operationId() == null ? DEFAULT_OPERATION : service.operationId());
        values.put("hasInputs", !service.inputs().isEmpty());
        values.put("inputs", parameters(service.inputs(), true));
        values.put("outputs", parameters(service.outputs(), false));
        return values;
    }

    /** Replaces the placeholders in names and values. A field whose placeholder has no value is left out. */
    private static Object fill(Object template, Map<String, Object> values) {
        if (template instanceof Map<?, ?> fields) {
            Map<String, Object> filled = new LinkedHashMap<>();
            fields.forEach((name, value) -> {
                Object field = fill(value, values);
                if (field != null) {
                    filled.put((String) fill(name, values), field);
                }
            });
            return filled;
        }
        if (template instanceof List<?> list) {
            List<Object> filled = new ArrayList<>();
            list.forEach(element -> filled.add(fill(element, values)));
            return filled;
        }
        return template instanceof String text ? fill(text, values) : template;
    }

    private static Object fill(String text, Map<String, Object> values) {
        Matcher placeholder = PLACEHOLDER.matcher(text);
        if (placeholder.matches()) {
            return values.get(placeholder.group(1));
        }
        return placeholder.replaceAll(found -> Matcher.quoteReplacement((String) values.get(found.group(1))));
    }

    private static Map<String, Object> parameters(List<Parameter> parameters, boolean input) {
        Map<String, Object> schemas = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            Map<String, Object> schema = new LinkedHashMap<>(schema(parameter.type()));
            if (!parameter.description().isEmpty()) {
                schema.put("description", parameter.description());
            }
            if (input && parameter.presence() != Presence.NON_NULL) {
                // generators know the extension; without it their clients reject null
                schema.put("x-nullable", true);
            }
            schemas.put(parameter.name(), schema);
        }
        if (schemas.isEmpty()) {
            return Map.of("type", "object");
        }
        Map<String, Object> object = object("object", "properties", schemas);
        List<String> required = parameters.stream()
                .filter(Parameter::isRequired)
                .map(Parameter::name)
                .toList();
        if (input && !required.isEmpty()) {
            object.put("required", required);
        }
        return object;
    }

    private static Map<String, Object> schema(ParameterType type) {
        return switch (type) {
            case LOGICAL -> Map.of("type", "boolean");
            case NUMERIC -> object("number", "format", "double");
            case INTEGER -> Map.of("type", "integer");
            case CHARACTER -> Map.of("type", "string");
            case VECTOR -> object("array", "items", Map.of());
            case MATRIX -> object("array", "items", object("array", "items", Map.of()));
            // columns of any values: generators of strict clients interpret an empty inner schema as an object
            case DATA_FRAME -> object("object", "additionalProperties", true);
            case ANY -> Map.of();
        };
    }

    private static Map<String, Object> object(String type, String name, Object value) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        schema.put(name, value);
        return schema;
    }
}
