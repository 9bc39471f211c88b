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
import java.util.function.BooleanSupplier;

import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.operator.StartGate;
import io.mlbatch.service.security.Caller;

/** The services that are hosted at the moment. Thread-safe. */
public final class ServiceRegistry {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    // by name/version; neither of them can contain a slash
    private final Map<String, HostedService> services = new ConcurrentHashMap<>();
    private final StartGate gate = new StartGate();

    /** A start in progress: an upload, or a single record until its result. */
    record Start(HostedService service, StartGate gate) implements AutoCloseable {

        @Override
        public void close() {
            gate.leave();
        }
    }

    /** Returns the gate that all starts pass. */
    public StartGate gate() {
        return gate;
    }

    /** Returns the services that are hosted at the moment. */
    public Collection<HostedService> hosted() {
        return List.copyOf(services.values());
    }

    private final BooleanSupplier isComplete;

    /** @param isComplete false while services are being added or removed because the host starts or stops */
    public ServiceRegistry(BooleanSupplier isComplete) {
        this.isComplete = isComplete;
    }

    /** @throws IllegalStateException if a service with this name and version is hosted already */
    public void add(HostedService service) {
        if (services.putIfAbsent(service.id().toString(), service) != null) {
            throw new IllegalStateException(
                    "The web service " + service.id() + " is hosted by another route of this Camel context");
        }
        if (gate.isClosed()) {
            service.drain();
        }
    }

    /** Does nothing if another object is hosted as this service. */
    public void remove(HostedService service) {
        services.remove(service.id().toString(), service);
    }

    public boolean isEmpty() {
        return services.isEmpty();
    }

    /** @throws ApiException 503 while the host starts or stops, and has no service */
    void requireAny() {
        if (isEmpty() && !isComplete.getAsBoolean()) {
            throw starting();
        }
    }

    /** Returns true while one of the services cannot store batches. */
    boolean isFailing() {
        return services.values().stream().anyMatch(HostedService::isFailing);
    }

    /**
     * Returns all services that a caller may use, by name and then by version. The latest version is the last one: the
     * vendor's clients use the last one if no version is given.
     */
    public List<HostedService> all(Caller caller) {
        return usable(caller, services.values());
    }

    /**
     * Returns the versions of a service that a caller may use, in the order of {@link #all}.
     *
     * @throws ApiException 404 if the service is not hosted, or 503 while the host starts or stops; 403 if the caller
     *     may not use any version
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

    /**
     * Returns the service in a path.
     *
     * @throws ApiException 404 if the service is not hosted, or 503 while the host starts or stops; 403 if the caller
     *     may not use it
     */
    HostedService require(Caller caller, PathValues path) {
        HostedService service = services.get(path.service());
        // a decoded name can contain a slash
        if (service == null || !service.id().name().equals(path.serviceName())) {
            throw unknown(path.service());
        }
        if (!service.mayBeUsedBy(caller)) {
            throw forbidden(caller, service.id().toString());
        }
        return service;
    }

    /**
     * Returns the service in a path for a call that computes records.
     *
     * @throws ApiException as for {@link #require}; 503 while the route of the service is suspended or is stopping, and
     *     while the host drains
     */
    HostedService requireActive(Caller caller, PathValues path) {
        HostedService service = require(caller, path);
        if (service.isPaused()) {
            throw ApiException.unavailable(
                    "Web service '" + service.id()
                            + "' accepts no requests at the moment: its route is suspended or is stopping",
                    RETRY_AFTER);
        }
        if (gate.isClosed()) {
            throw draining();
        }
        return service;
    }

    private static ApiException draining() {
        return ApiException.unavailable(
                "The host drains and accepts no further batches and records. Repeat the call later, or on another host",
                RETRY_AFTER);
    }

    /**
     * Counts the start of a batch or of a single record until it is closed.
     *
     * @throws ApiException as for {@link #requireActive}
     */
    Start begin(Caller caller, PathValues path) {
        HostedService service = requireActive(caller, path);
        if (!gate.enter()) {
            throw draining();
        }
        return new Start(service, gate);
    }

    /**
     * Resumes executions that a service accepted if its route has been restarted since. Does nothing while the route is
     * stopped: its next start resumes all stored executions.
     */
    void handOver(HostedService service) {
        HostedService current = services.get(service.id().toString());
        if (current != null && current != service) {
            current.resubmitUnfinished();
        }
    }

    /** Resumes executions of all services that are not computed, for example after memory was exhausted. */
    public void resubmitUnfinished() {
        services.values().forEach(HostedService::resubmitUnfinished);
    }

    private static ApiException forbidden(Caller caller, String service) {
        return ApiException.forbidden(
                "The user '" + caller.name() + "' does not have a role that web service '" + service + "' requires");
    }

    private static ApiException starting() {
        return ApiException.unavailable("The host is starting or stopping", RETRY_AFTER);
    }

    private ApiException unknown(String service) {
        if (!isComplete.getAsBoolean()) {
            return starting();
        }
        return ApiException.notFound("Web service '" + service + "' not found");
    }
}
