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

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.security.Caller;

/** The services that are hosted at this moment. Thread-safe. */
public final class ServiceRegistry {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    // by name/version; neither of the two can hold a slash
    private final Map<String, HostedService> services = new ConcurrentHashMap<>();

    /** @throws IllegalStateException when a service of that name and version is hosted already */
    public void add(HostedService service) {
        if (services.putIfAbsent(service.id().toString(), service) != null) {
            throw new IllegalStateException(
                    "The web service " + service.id() + " is hosted by another route of this Camel context");
        }
    }

    /** Does nothing when it is not this very service that is hosted. */
    public void remove(HostedService service) {
        services.remove(service.id().toString(), service);
    }

    public boolean isEmpty() {
        return services.isEmpty();
    }

    /** True while one of the services can take no batch. */
    boolean isFailing() {
        return services.values().stream().anyMatch(HostedService::isFailing);
    }

    /**
     * All services that a caller may use, by name and then by version. The latest version is the last one, because that
     * is the one that the vendor's clients take when they are not told which.
     */
    List<HostedService> all(Caller caller) {
        return usable(caller, services.values());
    }

    /**
     * The versions of a service that a caller may use, in the order of {@link #all}.
     *
     * @throws ApiException 404 when there is none; 403 when the caller may use none
     */
    List<HostedService> versions(Caller caller, String name) {
        List<HostedService> versions = services.values().stream()
                .filter(service -> service.id().name().equals(name))
                .toList();
        if (versions.isEmpty()) {
            throw unknown(name);
        }
        List<HostedService> usable = usable(caller, versions);
        if (usable.isEmpty()) {
            throw forbidden(caller, name);
        }
        return usable;
    }

    private static List<HostedService> usable(Caller caller, Collection<HostedService> services) {
        return services.stream()
                .filter(service -> service.mayBeUsedBy(caller))
                .sorted(Comparator.comparing(
                                (HostedService service) -> service.id().name())
                        .thenComparing(service -> service.id().version(), VersionOrder.NATURAL))
                .toList();
    }

    /** @throws ApiException 404 when there is none; 403 when the caller may not use it */
    HostedService require(Caller caller, String name, String version) {
        HostedService service = services.get(name + "/" + version);
        if (service == null || !service.id().name().equals(name)) {
            throw unknown(name + "/" + version);
        }
        if (!service.mayBeUsedBy(caller)) {
            throw forbidden(caller, service.id().toString());
        }
        return service;
    }

    /**
     * As {@link #require}, for calls that give the service something to do.
     *
     * @throws ApiException 503 as well, while its route is suspended or about to stop
     */
    HostedService requireActive(Caller caller, String name, String version) {
        HostedService service = require(caller, name, version);
        if (service.isPaused()) {
            throw ApiException.unavailable(
                    "Web service '" + service.id() + "' takes nothing at the moment: its route is suspended or stops",
                    RETRY_AFTER);
        }
        return service;
    }

    /**
     * Sees to what a service has taken whose route was started again meanwhile. While it is not started there is
     * nothing to do: the start takes up what is there.
     */
    void handOver(HostedService service) {
        HostedService now = services.get(service.id().toString());
        if (now != null && now != service) {
            now.takeUp();
        }
    }

    /** Has each service see to executions that are not computed. */
    public void takeUp() {
        services.values().forEach(HostedService::takeUp);
    }

    private static ApiException forbidden(Caller caller, String service) {
        return ApiException.forbidden(
                "The user '" + caller.name() + "' has none of the roles that web service '" + service + "' asks for");
    }

    private static ApiException unknown(String service) {
        return ApiException.notFound("Web service '" + service + "' not found");
    }
}
