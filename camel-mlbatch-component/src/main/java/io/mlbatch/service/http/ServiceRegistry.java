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
package io.mlbatch.service.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.security.Caller;

/** The services that are hosted at this moment. Thread-safe. */
final class ServiceRegistry {

    // by name/version; neither of the two can hold a slash
    private final Map<String, HostedService> services = new ConcurrentHashMap<>();

    /** @throws IllegalStateException when a service of that name and version is hosted already */
    void add(HostedService service) {
        if (services.putIfAbsent(service.id().toString(), service) != null) {
            throw new IllegalStateException(
                    "The web service " + service.id() + " is hosted by another route of this Camel context");
        }
    }

    /** Does nothing when it is not this very service that is hosted. */
    void remove(HostedService service) {
        services.remove(service.id().toString(), service);
    }

    boolean isEmpty() {
        return services.isEmpty();
    }

    /** @throws ApiException 404 when there is none; 403 when the caller may not use it */
    HostedService require(Caller caller, String name, String version) {
        HostedService service = services.get(name + "/" + version);
        if (service == null || !service.id().name().equals(name)) {
            throw ApiException.notFound("Web service '" + name + "/" + version + "' not found");
        }
        if (!service.mayBeUsedBy(caller)) {
            throw ApiException.forbidden("The user '" + caller.name() + "' has none of the roles that web service '"
                    + service.id() + "' asks for");
        }
        return service;
    }
}
