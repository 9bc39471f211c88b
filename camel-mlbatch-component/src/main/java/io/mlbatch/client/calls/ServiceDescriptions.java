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
package io.mlbatch.client.calls;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.transport.ApiRequest;
import io.mlbatch.client.transport.Transport;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.ServiceDescriptionJson;

/**
 * Cache of the descriptions that the server returns for its services. An entry expires after five minutes: every start
 * and every response needs the description, and a version rarely changes. Thread-safe.
 */
public final class ServiceDescriptions {

    private static final Duration HELD = Duration.ofMinutes(5);

    private final Clock clock;
    private final Map<ServiceId, Held> descriptions = new ConcurrentHashMap<>();

    public ServiceDescriptions(Clock clock) {
        this.clock = clock;
    }

    private record Held(ServiceDescription description, Instant until) {}

    /**
     * Returns the description of a service. Requests it over this transport when the cache does not hold it.
     *
     * @param operation needs the description; its name is in errors
     */
    public ServiceDescription get(ServiceId service, Transport transport, String operation) {
        Held held = descriptions.get(service);
        if (held != null && clock.instant().isBefore(held.until)) {
            return held.description;
        }
        return refresh(service, transport, operation);
    }

    /** Requests the description of a service now and returns it. */
    public ServiceDescription refresh(ServiceId service, Transport transport) {
        return refresh(service, transport, ApiCall.DESCRIBE.label());
    }

    private ServiceDescription refresh(ServiceId service, Transport transport, String operation) {
        ServiceDescription description = fetch(service, transport, operation);
        descriptions.put(service, new Held(description, clock.instant().plus(HELD)));
        return description;
    }

    private static ServiceDescription fetch(ServiceId service, Transport transport, String operation) {
        ApiRequest request = ApiRequest.of(ApiCall.DESCRIBE, service).during(operation);
        return transport.call(request, response -> ServiceDescriptionJson.read(response.body()).stream()
                .filter(description -> description.id().equals(service))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        request.context(), response.status(), null, "the server does not know the service")));
    }

    /** Evicts a service, because the server has just shown that the service changed. */
    public void forget(ServiceId service) {
        descriptions.remove(service);
    }
}
