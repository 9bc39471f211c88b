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

import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.ServiceDescription;

import static io.mlbatch.protocol.json.SwaggerCalls.body;
import static io.mlbatch.protocol.json.SwaggerCalls.call;
import static io.mlbatch.protocol.json.SwaggerCalls.header;
import static io.mlbatch.protocol.json.SwaggerCalls.open;
import static io.mlbatch.protocol.json.SwaggerCalls.path;
import static io.mlbatch.protocol.json.SwaggerCalls.query;
import static io.mlbatch.protocol.json.SwaggerSchemas.arrayOf;
import static io.mlbatch.protocol.json.SwaggerSchemas.object;
import static io.mlbatch.protocol.json.SwaggerSchemas.reference;
import static io.mlbatch.protocol.json.SwaggerSchemas.type;

/** The paths of one service, and the calls that each takes. */
final class SwaggerPaths {

    private static final String USER_TAG = "User";

    private SwaggerPaths() {}

    static Map<String, Object> of(ServiceDescription service) {
        String api = ApiCall.CONSUME.path(service.id().name(), service.id().version());
        String execution = api + "/batch/{executionId}";
        Map<String, Object> paths = object(
                "/login",
                object(
                        "post",
                        open(
                                "login",
                                List.of(body("loginRequest", true, reference("LoginRequest"))),
                                reference("AccessTokenResponse"))),
                "/login/refreshToken",
                object(
                        "post",
                        open(
                                "renewToken",
                                List.of(body("renewTokenRequest", true, reference("RenewTokenRequest"))),
                                reference("AccessTokenResponse")),
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
        paths.forEach((path, calls) -> tag(
                (Map<?, ?>) calls,
                path.startsWith("/login") ? USER_TAG : service.id().name()));
        return paths;
    }

    /** Generators make a class of the calls with the same tag: the original servers have these two. */
    @SuppressWarnings("unchecked")
    private static void tag(Map<?, ?> calls, String tag) {
        calls.values().forEach(call -> ((Map<String, Object>) call).put("tags", List.of(tag)));
    }

    private static Map<String, Object> consume(ServiceDescription service) {
        String operation = service.operationId() == null ? SwaggerJson.DEFAULT_OPERATION : service.operationId();
        return call(
                operation,
                "The result of one record",
                List.of(body("webServiceParameters", !service.inputs().isEmpty(), reference(SwaggerSchemas.INPUTS))),
                reference("WebServiceResult"));
    }

    private static Map<String, Object> start(ServiceDescription service) {
        Map<String, Object> records =
                body("batchWebServiceParameters", true, arrayOf(reference(SwaggerSchemas.INPUTS)));
        Map<String, Object> count = query("parallelCount", type("integer", "int32"), false);
        count.put("default", 10);
        Map<String, Object> key = header("Idempotency-Key", type("string"));
        key.put("description", "The same key with the same records gives the execution that was started with it");
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
}
