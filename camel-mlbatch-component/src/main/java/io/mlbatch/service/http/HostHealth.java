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

import java.util.function.Supplier;

import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;

import io.mlbatch.protocol.ServerStatus;

/**
 * Registers the readiness check of the host with Camel while services are published. Does nothing without camel-health,
 * and then does not load the class of the check. Not thread-safe.
 */
final class HostHealth {

    private final CamelContext camelContext;
    private final Supplier<ServerStatus> status;
    private HealthCheckRegistry registry;
    private HealthCheck check;

    HostHealth(CamelContext camelContext, Supplier<ServerStatus> status) {
        this.camelContext = camelContext;
        this.status = status;
    }

    void register() {
        registry = HealthCheckRegistry.get(camelContext);
        if (registry != null) {
            check = new HostHealthCheck(status);
            registry.register(check);
        }
    }

    void unregister() {
        if (check != null) {
            registry.unregister(check);
            check = null;
        }
    }
}
