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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceDescriptions;
import io.mlbatch.protocol.ServiceId;

import static org.assertj.core.api.Assertions.assertThat;

class SwaggerJsonTest {

    private static final List<Parameter> ALL_TYPES = List.of(
            new Parameter("l", ParameterType.LOGICAL),
            new Parameter("n", ParameterType.NUMERIC),
            new Parameter("i", ParameterType.INTEGER),
            new Parameter("c", ParameterType.CHARACTER),
            new Parameter("v", ParameterType.VECTOR),
            new Parameter("m", ParameterType.MATRIX),
            new Parameter("d", ParameterType.DATA_FRAME));

    private static Map<String, Object> swagger(String name, String operationId, List<Parameter> parameters)
            throws IOException {
        ServiceDescription service = ServiceDescriptions.of(new ServiceId(name, "1.0"))
                .operationId(operationId)
                .inputs(parameters)
                .outputs(parameters)
                .build();
        return RecordsJson.readRecord(SwaggerJson.write(service, "/ml"));
    }

    private static Map<?, ?> at(Map<?, ?> document, String... names) {
        Map<?, ?> here = document;
        for (String name : names) {
            assertThat(here.containsKey(name)).as(name + " in " + here.keySet()).isTrue();
            here = (Map<?, ?>) here.get(name);
        }
        return here;
    }

    /** Every operation, as {@code GET /path operationId}. */
    private static List<String> operations(Map<String, Object> document) {
        List<String> operations = new ArrayList<>();
        at(document, "paths").forEach((path, methods) -> ((Map<?, ?>) methods)
                .forEach((method, call) -> operations.add(
                        method.toString().toUpperCase() + " " + path + " " + ((Map<?, ?>) call).get("operationId"))));
        return operations;
    }

    @Test
    void everyCallOfTheContractIsThere() throws IOException {
        assertThat(operations(swagger("TxService", "manualTransmission", List.of())))
                .containsExactlyInAnyOrder(
                        "POST /login login",
                        "POST /login/refreshToken renewToken",
                        "DELETE /login/refreshToken revokeRefreshToken",
                        "POST /api/TxService/1.0 manualTransmission",
                        "POST /api/TxService/1.0/batch StartBatchExecution",
                        "GET /api/TxService/1.0/batch GetBatchExecutions",
                        "GET /api/TxService/1.0/batch/{executionId} GetBatchExecutionStatus",
                        "DELETE /api/TxService/1.0/batch/{executionId} CancelAndDeleteBatchExecution",
                        "GET /api/TxService/1.0/batch/{executionId}/{index}/files GetBatchExecutionFiles",
                        "GET /api/TxService/1.0/batch/{executionId}/{index}/files/{fileName} GetBatchExecutionFile");
    }

    @Test
    void commonOperationsAreAllButTheServicesOwn() throws IOException {
        assertThat(operations(swagger("TxService", null, List.of())).stream()
                        .map(operation -> operation.substring(operation.lastIndexOf(' ') + 1)))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(SwaggerJson.COMMON_OPERATIONS.stream(), Stream.of("ConsumeWebService"))
                                .toList());
    }

    @Test
    void everyPathIsOneOfTheApisTable() throws IOException {
        for (String operation : operations(swagger("Tx Service ü", null, List.of()))) {
            String[] parts = operation.split(" ");
            assertThat(Arrays.stream(ApiCall.values())
                            .filter(call -> call.method().equals(parts[0]) || parts[2].equals("revokeRefreshToken"))
                            .filter(call -> call.match(parts[1]).isPresent()))
                    .as(operation)
                    .isNotEmpty();
        }
    }

    @Test
    void callsAreTaggedAsTheVendorsAreSoThatGeneratedClassesHaveTheirNames() throws IOException {
        at(swagger("TxService", null, List.of()), "paths")
                .forEach((path, methods) -> ((Map<?, ?>) methods).values().forEach(call -> assertThat(
                                ((Map<?, ?>) call).get("tags"))
                        .as(path.toString())
                        .isEqualTo(List.of(path.toString().startsWith("/login") ? "User" : "TxService"))));
    }

    @Test
    void parametersOfAPathAreDeclared() throws IOException {
        at(swagger("TxService", null, List.of()), "paths")
                .forEach((path, methods) -> ((Map<?, ?>) methods).values().forEach(call -> {
                    List<String> declared = ((List<?>) ((Map<?, ?>) call).get("parameters"))
                            .stream()
                                    .map(Map.class::cast)
                                    .filter(parameter -> "path".equals(parameter.get("in")))
                                    .map(parameter -> "{" + parameter.get("name") + "}")
                                    .toList();
                    assertThat(Arrays.stream(path.toString().split("/")).filter(segment -> segment.startsWith("{")))
                            .containsExactlyElementsOf(declared);
                }));
    }

    @Test
    void declaredTypesBecomeSchemas() throws IOException {
        Map<String, Object> document = swagger("TxService", null, ALL_TYPES);
        Map<String, Object> schemas = new LinkedHashMap<>();
        schemas.put("l", Map.of("type", "boolean"));
        schemas.put("n", Map.of("type", "number", "format", "double"));
        schemas.put("i", Map.of("type", "integer", "format", "int32"));
        schemas.put("c", Map.of("type", "string"));
        schemas.put("v", Map.of("type", "array", "items", Map.of()));
        schemas.put("m", Map.of("type", "array", "items", Map.of("type", "array", "items", Map.of())));
        // not of arrays of anything, which strict clients cannot read: generators take an empty schema for an object
        schemas.put("d", Map.of("type", "object", "additionalProperties", true));
        assertThat(at(document, "definitions", "OutputParameters", "properties"))
                .isEqualTo(schemas);
        assertThat(at(document, "definitions", "InputParameters", "properties"))
                .hasSameSizeAs(schemas)
                .allSatisfy((name, schema) -> {
                    Map<Object, Object> nullable = new LinkedHashMap<>((Map<?, ?>) schemas.get(name));
                    nullable.put("x-nullable", true);
                    assertThat(schema).isEqualTo(nullable);
                });
        // absent is an error, null is not
        assertThat(at(document, "definitions", "InputParameters").get("required"))
                .isEqualTo(List.of("l", "n", "i", "c", "v", "m", "d"));
        assertThat(at(document, "definitions", "OutputParameters").get("required"))
                .isNull();
    }

    /** Clients that check what they read stop at a gap otherwise, as those for Python do. */
    @Test
    void partialResultsMayHaveGaps() throws IOException {
        Map<?, ?> definitions = at(swagger("TxService", null, ALL_TYPES), "definitions");
        assertThat(at(definitions, "WebServiceResult").get("x-nullable")).isEqualTo(true);
        // older generators know no other form of a list of them
        assertThat(at(definitions, "BatchWebServiceResult", "properties", "batchExecutionResults")
                        .get("items"))
                .isEqualTo(Map.of("$ref", "#/definitions/WebServiceResult"));
    }

    /** Clients that check what they read refuse a field that is not described, as those for Java with okhttp do. */
    @Test
    void answerToAStartMayHaveMoreFieldsForItHasTwoSpellingsOfTheId() throws IOException {
        Map<?, ?> started = at(swagger("TxService", null, ALL_TYPES), "definitions", "StartBatchExecutionResponse");
        assertThat(started.get("additionalProperties")).isEqualTo(true);
        assertThat(at(started, "properties").keySet().toString()).isEqualTo("[name, version, batchExecutionId]");
    }

    @Test
    void serviceWithoutParametersHasPlainObjects() throws IOException {
        Map<String, Object> document = swagger("TxService", null, List.of());
        assertThat(at(document, "definitions", "InputParameters")).isEqualTo(Map.of("type", "object"));
        assertThat(at(document, "definitions", "OutputParameters")).isEqualTo(Map.of("type", "object"));
    }

    @Test
    void everyReferenceLeadsToADefinition() throws IOException {
        Map<String, Object> document = swagger("TxService", null, ALL_TYPES);
        List<String> references = new ArrayList<>();
        collect(document, references);
        assertThat(references).hasSizeGreaterThan(10).allSatisfy(reference -> assertThat(
                        at(document, "definitions").containsKey(reference.replace("#/definitions/", "")))
                .isTrue());
    }

    private static void collect(Object value, List<String> references) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, each) -> {
                if (name.equals("$ref")) {
                    references.add((String) each);
                }
                collect(each, references);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(each -> collect(each, references));
        }
    }

    @Test
    void callsNeedTheBearerTokenButForTheLogin() throws IOException {
        Map<String, Object> document = swagger("TxService", null, List.of());
        assertThat(document).containsEntry("security", List.of(Map.of("Bearer", List.of())));
        assertThat(at(document, "securityDefinitions", "Bearer"))
                .isEqualTo(Map.of("type", "apiKey", "name", "Authorization", "in", "header"));
        assertThat(at(document, "paths", "/login", "post").get("security")).isEqualTo(List.of());
        assertThat(at(document, "paths", "/login/refreshToken", "post").get("security"))
                .isEqualTo(List.of());
        assertThat(at(document, "paths", "/api/TxService/1.0", "post").get("security"))
                .isNull();
        assertThat(document).containsEntry("basePath", "/ml");
    }
}
