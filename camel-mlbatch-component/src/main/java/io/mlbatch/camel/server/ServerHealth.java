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
package io.mlbatch.camel.server;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;

import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.WritableHealthCheckRepository;

import io.mlbatch.client.BatchClient;
import io.mlbatch.protocol.ServiceId;

/**
 * Registers the readiness check of a connection with Camel's checks of producers while a producer uses the server. Does
 * nothing without camel-health, and then does not load the class of the check.
 */
public final class ServerHealth {

    /** The default timeout of a Kubernetes probe, and half of the limit of Vert.x for an event loop. */
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(1);

    private final CamelContext camelContext;
    private final String servers;
    private final BatchClient client;
    private final List<ServiceId> services = new CopyOnWriteArrayList<>();
    private WritableHealthCheckRepository repository;
    private HealthCheck check;
    private ExecutorService thread;

    /** @param client does not retry */
    ServerHealth(CamelContext camelContext, String servers, BatchClient client) {
        this.camelContext = camelContext;
        this.servers = servers;
        this.client = client;
    }

    /** Adds a started producer; the first one registers the check. */
    public synchronized void add(ServiceId service, boolean enabled) {
        services.add(service);
        if (check == null) {
            repository = HealthCheckHelper.getHealthCheckRepository(
                    camelContext, "producers", WritableHealthCheckRepository.class);
            if (repository != null) {
                thread = camelContext.getExecutorServiceManager().newSingleThreadExecutor(this, "MlbatchHealth");
                check = new ServerHealthCheck(
                        servers, services, client::status, thread, LONGEST_CHECK, Clock.systemUTC());
                check.setEnabled(enabled);
                repository.addHealthCheck(check);
            }
        }
    }

    /** Removes a stopped producer; the last one removes the check. */
    public synchronized void remove(ServiceId service) {
        services.remove(service);
        if (services.isEmpty()) {
            close();
        }
    }

    synchronized void close() {
        if (check != null) {
            repository.removeHealthCheck(check);
            camelContext.getExecutorServiceManager().shutdownNow(thread);
            check = null;
        }
    }
}
