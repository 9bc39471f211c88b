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
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.Parameter.Presence;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.testing.DescriptionBuilder;

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
        ServiceDescription service = DescriptionBuilder.of(new ServiceId(name, "1.0"))
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
                .forEach((method, call) -> operations.add(method.toString().toUpperCase(Locale.ROOT) + " " + path + " "
                        + ((Map<?, ?>) call).get("operationId"))));
        return operations;
    }

    @Test
    void everyCallOfTheContract_isDocumented() throws IOException {
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
                        "GET /api/TxService/1.0/batch/{executionId}/records GetBatchExecutionRecords",
                        "GET /api/TxService/1.0/batch/{executionId}/{index}/files GetBatchExecutionFiles",
                        "GET /api/TxService/1.0/batch/{executionId}/{index}/files/{fileName} GetBatchExecutionFile");
    }

    @Test
    void commonOperations_areAllButTheServicesOwn() throws IOException {
        assertThat(operations(swagger("TxService", null, List.of())).stream()
                        .map(operation -> operation.substring(operation.lastIndexOf(' ') + 1)))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(SwaggerJson.COMMON_OPERATIONS.stream(), Stream.of("ConsumeWebService"))
                                .toList());
    }

    @Test
    void everyPath_isInTheTableOfCalls() throws IOException {
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
    void parametersOfAPath_areDeclared() throws IOException {
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
    void presenceAndDescriptionOfAParameter_reachTheSchema() throws IOException {
        Map<String, Object> document = swagger(
                "TxService",
                null,
                List.of(
                        new Parameter("hp", ParameterType.NUMERIC, Presence.NON_NULL, "Gross power"),
                        new Parameter("wt", ParameterType.NUMERIC, Presence.REQUIRED, ""),
                        new Parameter("id", ParameterType.CHARACTER, Presence.OPTIONAL, "")));
        assertThat(at(document, "definitions", "InputParameters"))
                .isEqualTo(Map.of(
                        "type",
                        "object",
                        "required",
                        List.of("hp", "wt"),
                        "properties",
                        Map.of(
                                "hp", Map.of("type", "number", "format", "double", "description", "Gross power"),
                                "wt", Map.of("type", "number", "format", "double", "x-nullable", true),
                                "id", Map.of("type", "string", "x-nullable", true))));
        assertThat(at(document, "definitions", "OutputParameters").containsKey("required"))
                .isFalse();
        assertThat(at(document, "definitions", "OutputParameters", "properties", "hp"))
                .isEqualTo(Map.of("type", "number", "format", "double", "description", "Gross power"));
    }

    @Test
    void declaredTypes_becomeSchemas() throws IOException {
        Map<String, Object> document = swagger("TxService", null, ALL_TYPES);
        Map<String, Object> schemas = new LinkedHashMap<>();
        schemas.put("l", Map.of("type", "boolean"));
        schemas.put("n", Map.of("type", "number", "format", "double"));
        schemas.put("i", Map.of("type", "integer"));
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
        // a record that lacks an input is valid by the vendor's document
        assertThat(at(document, "definitions", "InputParameters").get("required"))
                .isNull();
        assertThat(at(document, "definitions", "OutputParameters").get("required"))
                .isNull();
    }

    /** Clients that check the responses stop at a gap, or at a field without a description, otherwise. */
    @Test
    void responses_mayHaveGapsAndMoreFields() throws IOException {
        Map<?, ?> definitions = at(swagger("TxService", null, ALL_TYPES), "definitions");
        assertThat(at(definitions, "WebServiceResult").get("x-nullable")).isEqualTo(true);
        // older generators know no other form of a list of them
        assertThat(at(definitions, "BatchWebServiceResult", "properties", "batchExecutionResults")
                        .get("items"))
                .isEqualTo(Map.of("$ref", "#/definitions/WebServiceResult"));
        Map<?, ?> started = at(definitions, "StartBatchExecutionResponse");
        assertThat(started.get("additionalProperties")).isEqualTo(true);
        assertThat(at(started, "properties").keySet().toString()).isEqualTo("[name, version, batchExecutionId]");
    }

    @Test
    void serviceWithoutParameters_hasPlainObjects() throws IOException {
        Map<String, Object> document = swagger("TxService", null, List.of());
        assertThat(at(document, "definitions", "InputParameters")).isEqualTo(Map.of("type", "object"));
        assertThat(at(document, "definitions", "OutputParameters")).isEqualTo(Map.of("type", "object"));
    }

    @Test
    void everyReference_leadsToADefinition() throws IOException {
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

    /** Constructors of generated clients need no credential then. */
    @Test
    void callThatNeedsAToken_hasSecurity() throws IOException {
        Map<String, Object> document = swagger("TxService", null, List.of());
        assertThat(document).doesNotContainKey("security");
        assertThat(at(document, "securityDefinitions", "Bearer"))
                .isEqualTo(Map.of("type", "apiKey", "name", "Authorization", "in", "header"));
        calls(document).forEach((operation, call) -> {
            if (operation.equals("login") || operation.equals("renewToken")) {
                assertThat(call.containsKey("security")).as(operation).isFalse();
            } else {
                assertThat(call.get("security")).as(operation).isEqualTo(List.of(Map.of("Bearer", List.of())));
            }
        });
    }

    @Test
    void server_isNotNamed_andTheBasePathOnlyIfThereIsOne() throws IOException {
        assertThat(swagger("TxService", null, List.of()))
                .containsEntry("basePath", "/ml")
                .containsEntry("schemes", List.of("http", "https"))
                .doesNotContainKeys("host", "consumes", "produces");
        assertThat(RecordsJson.readRecord(SwaggerJson.write(DescriptionBuilder.bare("TxService", "1.0"), "")))
                .doesNotContainKey("basePath");
    }

    @Test
    void publicUrl_namesTheServer() throws IOException {
        ServiceDescription service = DescriptionBuilder.bare("TxService", "1.0");
        assertThat(RecordsJson.readRecord(SwaggerJson.write(service, URI.create("https://scoring.example:8443/ml"))))
                .containsEntry("host", "scoring.example:8443")
                .containsEntry("basePath", "/ml")
                .containsEntry("schemes", List.of("https"));
        assertThat(RecordsJson.readRecord(SwaggerJson.write(service, URI.create("http://scoring.example"))))
                .containsEntry("host", "scoring.example")
                .doesNotContainKey("basePath");
    }

    @Test
    void eachCall_hasSummaryTagsMediaTypesAndTheVendorsError() throws IOException {
        Map<String, Object> document = swagger("TxService", null, List.of());
        calls(document).forEach((operation, call) -> {
            boolean user = List.of("login", "renewToken", "revokeRefreshToken").contains(operation);
            assertThat(call.get("tags")).as(operation).isEqualTo(List.of(user ? "User" : "TxService"));
            assertThat(call.get("summary")).as(operation).isInstanceOf(String.class);
            assertThat(call.get("consumes")).as(operation).isEqualTo(List.of("application/json"));
            assertThat(call.get("produces").toString()).as(operation).contains("application/json");
            assertThat(at(call, "responses", "default", "schema"))
                    .as(operation)
                    .isEqualTo(Map.of("$ref", "#/definitions/Error"));
        });
        assertThat(at(document, "definitions", "Error", "properties").keySet().toString())
                .isEqualTo("[message, code, fields]");
        for (String operation : List.of("ConsumeWebService", "StartBatchExecution")) {
            assertThat(at(calls(document).get(operation), "responses").keySet().toString())
                    .contains("400", "500");
        }
    }

    @Test
    void start_hasTheVendorsParametersOnly() throws IOException {
        assertThat(parameters(swagger("TxService", null, ALL_TYPES), "StartBatchExecution"))
                .containsExactly("BatchWebServiceParameters", "parallelCount");
        assertThat(parameters(swagger("TxService", null, ALL_TYPES), "ConsumeWebService"))
                .containsExactly("WebServiceParameters");
    }

    @Test
    void tokens_areDescribedAsByTheVendor() throws IOException {
        Map<String, Object> document = swagger("TxService", null, List.of());
        // AutoRest's generator for Python stops at the format password
        assertThat(at(document, "definitions", "LoginRequest", "properties"))
                .isEqualTo(Map.of("username", Map.of("type", "string"), "password", Map.of("type", "string")));
        assertThat(at(document, "definitions", "AccessTokenResponse", "properties", "expires_on"))
                .isEqualTo(Map.of("type", "string"));
        assertThat(at(calls(document).get("revokeRefreshToken"), "responses", "200", "schema"))
                .isEqualTo(Map.of("$ref", "#/definitions/AccessTokenResponse"));
    }

    @Test
    void textsOfTheService_areNotPlaceholders() throws IOException {
        ServiceDescription service = DescriptionBuilder.of(new ServiceId("Tx ${version}", "1.0"))
                .description("costs $1, ${api} and \\ \"quotes\"")
                .build();
        Map<String, Object> document = RecordsJson.readRecord(SwaggerJson.write(service, ""));
        assertThat(at(document, "info"))
                .isEqualTo(Map.of(
                        "title", "Tx ${version}",
                        "version", "1.0",
                        "description", "costs $1, ${api} and \\ \"quotes\""));
        assertThat(calls(document).get("StartBatchExecution").get("tags")).isEqualTo(List.of("Tx ${version}"));
    }

    private static List<String> parameters(Map<String, Object> document, String operation) {
        return ((List<?>) calls(document).get(operation).get("parameters"))
                .stream()
                        .map(parameter -> (String) ((Map<?, ?>) parameter).get("name"))
                        .toList();
    }

    private static Map<String, Map<?, ?>> calls(Map<String, Object> document) {
        Map<String, Map<?, ?>> calls = new LinkedHashMap<>();
        at(document, "paths").values().forEach(methods -> ((Map<?, ?>) methods)
                .values()
                .forEach(call -> calls.put((String) ((Map<?, ?>) call).get("operationId"), (Map<?, ?>) call)));
        return calls;
    }
}
