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

import java.util.List;

import io.mlbatch.protocol.json.ServiceDescriptionJson;
import io.mlbatch.protocol.json.SwaggerJson;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.security.Caller;

/** The calls that say which services there are, and what they take and give. */
final class ServiceCalls {

    private final ServiceRegistry services;

    ServiceCalls(ServiceRegistry services) {
        this.services = services;
    }

    HttpResponse all(HttpRequest request, Caller caller, List<String> values) {
        return descriptions(services.all(caller));
    }

    HttpResponse versions(HttpRequest request, Caller caller, List<String> values) {
        return descriptions(services.versions(caller, values.get(0)));
    }

    HttpResponse version(HttpRequest request, Caller caller, List<String> values) {
        return descriptions(List.of(services.require(caller, values.get(0), values.get(1))));
    }

    HttpResponse swagger(HttpRequest request, Caller caller, List<String> values) {
        HostedService service = services.require(caller, values.get(0), values.get(1));
        return HttpResponse.json(200, SwaggerJson.write(service.description(), basePath(request.path())));
    }

    /** Returns what precedes {@code /api/{name}/{version}/swagger.json}; empty when nothing does. */
    private static String basePath(String path) {
        String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        for (int segment = 0; segment < 4; segment++) {
            base = base.substring(0, base.lastIndexOf('/'));
        }
        return base;
    }

    private static HttpResponse descriptions(List<HostedService> described) {
        return HttpResponse.json(
                200,
                ServiceDescriptionJson.write(
                        described.stream().map(HostedService::description).toList()));
    }
}
