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

import java.net.URI;
import java.util.List;
import java.util.Optional;

import io.mlbatch.protocol.IdempotencyHeader;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.json.ServerStatusJson;
import io.mlbatch.protocol.json.ServiceDescriptionJson;
import io.mlbatch.protocol.json.SwaggerJson;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.security.Caller;

/** The calls that describe the services and the state of the host. */
final class ServiceCalls {

    private final ServiceRegistry services;
    private final HostStatus status;
    private final Optional<URI> publicUrl;

    /** @param publicUrl the URL that callers use; if empty, swagger.json names no server */
    ServiceCalls(ServiceRegistry services, HostStatus status, Optional<URI> publicUrl) {
        this.services = services;
        this.status = status;
        this.publicUrl = publicUrl;
    }

    HttpResponse status(HttpRequest request, Caller caller, PathValues path) {
        return HttpResponse.json(200, ServerStatusJson.write(status.status()));
    }

    HttpResponse all(HttpRequest request, Caller caller, PathValues path) {
        return descriptions(services.all(caller));
    }

    HttpResponse versions(HttpRequest request, Caller caller, PathValues path) {
        return descriptions(services.versions(caller, path.serviceName()));
    }

    HttpResponse version(HttpRequest request, Caller caller, PathValues path) {
        return descriptions(List.of(services.require(caller, path)));
    }

    HttpResponse swagger(HttpRequest request, Caller caller, PathValues path) {
        ServiceDescription service = services.require(caller, path).description();
        return HttpResponse.json(
                200,
                publicUrl
                        .map(url -> SwaggerJson.write(service, url))
                        .orElseGet(() -> SwaggerJson.write(
                                service, basePath(request.target().path()))));
    }

    /** Returns the path before {@code /api/{name}/{version}/swagger.json}, or an empty text. */
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
                        ServiceDescriptionJson.write(described.stream()
                                .map(HostedService::description)
                                .toList()))
                .withHeader(IdempotencyHeader.NAME, IdempotencyHeader.SUPPORTED);
    }
}
