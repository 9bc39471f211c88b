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
package io.mlbatch.service.http.api;

import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.store.Execution;

/** Finds the service, the execution and the record that the path of a request names, for its caller. */
public final class ExecutionLookup {

    private final ServiceRegistry services;

    public ExecutionLookup(ServiceRegistry services) {
        this.services = services;
    }

    /** @throws ApiException 404 if the service is not hosted; 403 if the caller may not use it */
    public HostedService service(Caller caller, PathValues path) {
        return services.require(caller, path);
    }

    /** @throws ApiException as for {@link #service}; 404 if the caller has no such execution */
    public Execution execution(Caller caller, PathValues path) {
        return service(caller, path).find(caller, path.executionId()).orElseThrow(() -> unknown(path));
    }

    public static ApiException unknown(PathValues path) {
        return ApiException.notFound(
                "Execution '" + path.executionId() + "' of web service '" + path.service() + "' not found");
    }

    /**
     * Returns the index of the record in a path.
     *
     * @throws ApiException 404 if the execution has no such record
     */
    static int index(Execution execution, PathValues path) {
        String text = path.index();
        int total = execution.status().totalItemCount();
        // nine digits always fit into an int
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) >= total) {
            throw ApiException.notFound("Execution '" + execution.id() + "' has no record '" + text
                    + "': its records are 0 to " + (total - 1));
        }
        return Integer.parseInt(text);
    }
}
