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
package io.mlbatch.protocol;

import java.util.List;
import java.util.Optional;

/**
 * The calls of the API: the method and path of each call, in one table that the client expands and the host matches.
 */
public enum ApiCall {
    LOGIN("login", "POST", "/login"),
    REFRESH("refresh", "POST", "/login/refreshToken"),
    /** The refresh token is the parameter {@code refreshToken} of the query. */
    REVOKE("revoke", "DELETE", "/login/refreshToken"),
    /** Revocation before 9.2: the refresh token is a segment of the path. */
    REVOKE_IN_PATH("revoke", "DELETE", "/login/refreshToken/{refreshToken}"),
    STATUS("status", "GET", "/status"),
    /** Not a call of the vendor's servers, as all calls below {@code /status}. */
    USAGE("usage", "GET", "/status/usage"),
    DRAIN("drain", "POST", "/status/drain"),
    END_DRAIN("endDrain", "DELETE", "/status/drain"),
    SERVICES("services", "GET", "/services"),
    VERSIONS("versions", "GET", "/services/{name}"),
    DESCRIBE("capabilities", "GET", "/services/{name}/{version}"),
    SWAGGER("swagger", "GET", "/api/{name}/{version}/swagger.json"),
    CONSUME("consume", "POST", "/api/{name}/{version}"),
    START("start", "POST", "/api/{name}/{version}/batch"),
    LIST("list", "GET", "/api/{name}/{version}/batch"),
    RESULTS("results", "GET", "/api/{name}/{version}/batch/{executionId}"),
    /** Not a call of the vendor's servers. */
    RECORDS("records", "GET", "/api/{name}/{version}/batch/{executionId}/records"),
    CANCEL("cancel", "DELETE", "/api/{name}/{version}/batch/{executionId}"),
    LIST_ARTIFACTS("listArtifacts", "GET", "/api/{name}/{version}/batch/{executionId}/{index}/files"),
    ARTIFACT("artifact", "GET", "/api/{name}/{version}/batch/{executionId}/{index}/files/{fileName}"),
    /** This call and those below are not calls of the vendor's servers: they serve the page of the host. */
    PAGE("page", "GET", "/mlbatch"),
    PAGE_FILE("page", "GET", "/mlbatch/{file}"),
    PAGE_EXECUTIONS("page", "GET", "/mlbatch/data/executions"),
    PAGE_EXECUTION("page", "GET", "/mlbatch/data/{name}/{version}/{executionId}"),
    PAGE_ROWS("page", "GET", "/mlbatch/data/{name}/{version}/{executionId}/rows"),
    PAGE_SUMMARY("page", "GET", "/mlbatch/data/{name}/{version}/{executionId}/summary"),
    PAGE_POINTS("page", "GET", "/mlbatch/data/{name}/{version}/{executionId}/points"),
    PAGE_DOWNLOAD("page", "GET", "/mlbatch/data/{name}/{version}/{executionId}/download");

    private final String label;
    private final String method;
    private final PathTemplate template;

    ApiCall(String label, String method, String template) {
        this.label = label;
        this.method = method;
        this.template = new PathTemplate(template);
    }

    /** Returns the name of the operation for messages. */
    public String label() {
        return label;
    }

    /** Returns the HTTP method. */
    public String method() {
        return method;
    }

    /** Returns true when the call changes nothing on the server, so that the call can be repeated. */
    public boolean isRead() {
        return method.equals("GET");
    }

    /** Returns the path with its placeholders replaced by these values, encoded. */
    public String path(String... values) {
        return template.expand(values);
    }

    /** Returns the decoded values of the placeholders when the encoded path (without query) is a path of this call. */
    public Optional<List<String>> match(String encodedPath) {
        return template.match(encodedPath);
    }
}
