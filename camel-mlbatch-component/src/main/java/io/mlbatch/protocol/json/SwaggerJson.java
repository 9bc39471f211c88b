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
import java.util.Set;

import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.ServiceDescription;

import static io.mlbatch.protocol.json.SwaggerSchemas.arrayOf;
import static io.mlbatch.protocol.json.SwaggerSchemas.object;
import static io.mlbatch.protocol.json.SwaggerSchemas.reference;
import static io.mlbatch.protocol.json.SwaggerSchemas.type;

/** The calls of one service as a document of Swagger 2.0, for generators of clients. */
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
            "GetBatchExecutionFiles",
            "GetBatchExecutionFile");

    private static final String DEFAULT_OPERATION = "ConsumeWebService";

    private SwaggerJson() {}

    /**
     * The document.
     *
     * @param basePath what the server has in front of the API's paths, {@code /} for nothing
     */
    public static byte[] write(ServiceDescription service, String basePath) {
        return Json.bytes(generator -> Json.writeObject(generator, document(service, basePath)));
    }

    private static Map<String, Object> document(ServiceDescription service, String basePath) {
        String text = service.description() == null ? "" : service.description();
        return object(
                "swagger",
                "2.0",
                "info",
                object("title", service.id().name(), "version", service.id().version(), "description", text),
                "basePath",
                basePath,
                "consumes",
                List.of("application/json"),
                "produces",
                List.of("application/json"),
                "securityDefinitions",
                object("Bearer", object("type", "apiKey", "name", "Authorization", "in", "header")),
                "security",
                List.of(object("Bearer", List.of())),
                "paths",
                paths(service),
                "definitions",
                SwaggerSchemas.definitions(service));
    }

    private static Map<String, Object> paths(ServiceDescription service) {
        String api = ApiCall.CONSUME.path(service.id().name(), service.id().version());
        String execution = api + "/batch/{executionId}";
        return object(
                "/login",
                object("post", open("login", List.of(body("LoginRequest")), reference("AccessTokenResponse"))),
                "/login/refreshToken",
                object(
                        "post",
                        open("renewToken", List.of(body("RenewTokenRequest")), reference("AccessTokenResponse")),
                        "delete",
                        call(
                                "revokeRefreshToken",
                                "The refresh token is no longer valid",
                                List.of(query("refreshToken", type("string"), true)),
                                200,
                                null)),
                api,
                object("post", consume(service)),
                api + "/batch",
                object(
                        "post",
                        start(service),
                        "get",
                        call("GetBatchExecutions", "The executions that are held", List.of(), arrayOf(type("string")))),
                execution,
                object("get", status(), "delete", cancel()),
                execution + "/{index}/files",
                object(
                        "get",
                        call(
                                "GetBatchExecutionFiles",
                                "The names of the files that a record left",
                                List.of(path("executionId", type("string")), path("index", type("integer", "int32"))),
                                arrayOf(type("string")))),
                execution + "/{index}/files/{fileName}",
                object("get", file()));
    }

    private static Map<String, Object> consume(ServiceDescription service) {
        String operation = service.operationId() == null ? DEFAULT_OPERATION : service.operationId();
        return call(
                operation,
                "The result of one record",
                List.of(object(
                        "name",
                        "webServiceParameters",
                        "in",
                        "body",
                        "required",
                        !service.inputs().isEmpty(),
                        "schema",
                        reference(SwaggerSchemas.INPUTS))),
                reference("WebServiceResult"));
    }

    private static Map<String, Object> start(ServiceDescription service) {
        Map<String, Object> records = object(
                "name",
                "batchWebServiceParameters",
                "in",
                "body",
                "required",
                true,
                "schema",
                arrayOf(reference(SwaggerSchemas.INPUTS)));
        Map<String, Object> count = query("parallelCount", type("integer", "int32"), false);
        count.put("default", 10);
        Map<String, Object> key = object(
                "name",
                "Idempotency-Key",
                "in",
                "header",
                "type",
                "string",
                "required",
                false,
                "description",
                "The same key with the same records gives the execution that was started with it");
        return call(
                "StartBatchExecution",
                "The execution was started",
                List.of(records, count, key),
                202,
                reference("StartBatchExecutionResponse"));
    }

    private static Map<String, Object> status() {
        Map<String, Object> partial = query("showPartialResults", type("boolean"), false);
        partial.put("default", false);
        return call(
                "GetBatchExecutionStatus",
                "Where the execution stands, and its results",
                List.of(path("executionId", type("string")), partial),
                reference("BatchWebServiceResult"));
    }

    private static Map<String, Object> cancel() {
        return call(
                "CancelAndDeleteBatchExecution",
                "The execution was canceled, if it was running, and is deleted",
                List.of(path("executionId", type("string"))),
                arrayOf(type("string")));
    }

    private static Map<String, Object> file() {
        Map<String, Object> call = call(
                "GetBatchExecutionFile",
                "The bytes of the file",
                List.of(
                        path("executionId", type("string")),
                        path("index", type("integer", "int32")),
                        path("fileName", type("string"))),
                type("file"));
        call.put("produces", List.of("application/octet-stream", "application/json"));
        return call;
    }

    private static Map<String, Object> open(
            String operation, List<Map<String, Object>> parameters, Map<String, Object> answer) {
        Map<String, Object> call = call(operation, "A pair of tokens", parameters, answer);
        call.put("security", List.of());
        return call;
    }

    private static Map<String, Object> call(
            String operation, String what, List<Map<String, Object>> parameters, Map<String, Object> answer) {
        return call(operation, what, parameters, 200, answer);
    }

    /** @param answer {@code null} for an empty one */
    private static Map<String, Object> call(
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

    private static Map<String, Object> body(String definition) {
        return object("name", "request", "in", "body", "required", true, "schema", reference(definition));
    }

    private static Map<String, Object> path(String name, Map<String, Object> type) {
        return parameter(name, "path", type, true);
    }

    private static Map<String, Object> query(String name, Map<String, Object> type, boolean required) {
        return parameter(name, "query", type, required);
    }

    private static Map<String, Object> parameter(String name, String in, Map<String, Object> type, boolean required) {
        Map<String, Object> parameter = object("name", name, "in", in, "required", required);
        parameter.putAll(type);
        return parameter;
    }
}
