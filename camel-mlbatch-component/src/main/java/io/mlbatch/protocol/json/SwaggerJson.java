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

import io.mlbatch.protocol.ServiceDescription;

import static io.mlbatch.protocol.json.SwaggerSchemas.object;

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

    /** The name of the request-response call of a service that has none for it. */
    public static final String DEFAULT_OPERATION = "ConsumeWebService";

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
                SwaggerPaths.of(service),
                "definitions",
                SwaggerSchemas.definitions(service));
    }
}
