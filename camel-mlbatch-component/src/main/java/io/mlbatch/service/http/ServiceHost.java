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

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ApiCall;
import io.mlbatch.service.cluster.ClusterNode;
import io.mlbatch.service.console.Page;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.http.api.AccessControl;
import io.mlbatch.service.http.api.AsyncCallHandler;
import io.mlbatch.service.http.api.BatchApi;
import io.mlbatch.service.http.api.HostStatus;
import io.mlbatch.service.http.api.ObservedHandler;
import io.mlbatch.service.http.api.OperatorCalls;
import io.mlbatch.service.http.api.RequestHandler;
import io.mlbatch.service.http.api.RequestListener;
import io.mlbatch.service.http.api.ServiceRegistry;
import io.mlbatch.service.http.platform.ApiRoot;
import io.mlbatch.service.http.platform.PlatformServer;
import io.mlbatch.service.http.platform.RequestLimits;
import io.mlbatch.service.http.platform.RequestPools;
import io.mlbatch.service.operator.HostOperator;

/**
 * Publishes services over platform-http. Listens from the registration of the first service until the last one is
 * unregistered, and also while the Camel context starts and stops. Callers then get 503 and repeat the call, in a
 * cluster on another node; an HTTP server without services would return 404, as if executions had been deleted. A node
 * of a cluster listens also without services. The counts of failed logins live as long as this object, also while no
 * service is published, as during a reload of routes. Thread-safe.
 */
public final class ServiceHost {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceHost.class);
    private static final List<String> ROOTS = List.of("/login", "/services", "/api", "/status");

    private final CamelContext camelContext;
    private final AccessControl access;
    private final RequestLimits limits;
    private final PageOptions page;
    private final ServiceRegistry services;
    private final OperatorCalls operatorCalls;
    private final HostStatus status;
    private final HostHealth health;
    private final Service permanentListener = new PermanentListener();
    private final List<Service> listeners = new ArrayList<>();
    private RequestPools pools;
    private final boolean isNode;
    private RequestListener requestListener = RequestListener.NONE;

    /**
     * @param access decides which callers are served
     * @param node this node of a cluster; empty for a single host
     * @param operator returns the view of operators; {@code null} while the host is starting
     */
    public ServiceHost(
            CamelContext camelContext,
            AccessControl access,
            Optional<ClusterNode> node,
            RequestLimits limits,
            PageOptions page,
            Supplier<HostOperator> operator) {
        this.camelContext = camelContext;
        this.isNode = node.isPresent();
        this.access = access;
        this.operatorCalls = new OperatorCalls(operator, node);
        this.limits = limits;
        this.page = page;
        this.services = new ServiceRegistry(camelContext::isStarted);
        this.status = new HostStatus(services, node);
        this.health = new HostHealth(camelContext, status::status);
    }

    /** Notifies a listener of refused requests. To be called before the first registration. */
    public synchronized void observe(RequestListener newListener) {
        requestListener = newListener;
        access.observe(newListener);
    }

    /**
     * Listens from the start of the HTTP server until the Camel context has started, and while it stops. In a cluster
     * listens until {@link #close} or the stop of the server.
     */
    public void open() throws Exception {
        // Camel starts services in the order in which they were added, and stops them in the reverse one: the server
        // has been added before
        camelContext.addService(permanentListener);
        camelContext.addStartupListener((context, alreadyStarted) -> listenForServicesOnly());
    }

    /** Ends {@link #open}, unless the Camel context stops: callers then get 503 until the HTTP server stops. */
    public void close() throws Exception {
        if (!camelContext.isStopping()) {
            camelContext.removeService(permanentListener);
            ServiceHelper.stopService(permanentListener);
        }
    }

    private synchronized void listenWithoutServices() {
        if (needsListener() && listeners.isEmpty() && PlatformServers.acceptsWithoutRoutes(camelContext)) {
            try {
                listen();
            } catch (Exception e) {
                LOG.debug("Listening without services failed; the first service tries it again", e);
                stopListening();
            }
        }
    }

    /** Returns true if calls must get a response although there may be no service. */
    private boolean needsListener() {
        return isNode || !camelContext.isStarted();
    }

    private synchronized void listenForServicesOnly() {
        if (services.isEmpty() && !needsListener()) {
            stopListening();
        }
    }

    private final class PermanentListener extends ServiceSupport {

        @Override
        protected void doStart() {
            listenWithoutServices();
        }

        @Override
        protected void doStop() {
            synchronized (ServiceHost.this) {
                if (services.isEmpty()) {
                    stopListening();
                }
            }
        }
    }

    /**
     * Publishes a service.
     *
     * @throws IllegalStateException if another service has its name and version, or if no credentials are set and the
     *     HTTP server accepts connections of other machines
     * @throws Exception if platform-http does not start
     */
    public synchronized void register(HostedService service) throws Exception {
        services.add(service);
        try {
            if (listeners.isEmpty()) {
                listen();
            }
        } catch (Exception e) {
            unregister(service);
            throw e;
        }
    }

    /** Stops publishing a service. Does nothing if the service is not published. */
    public synchronized void unregister(HostedService service) {
        services.remove(service);
        listenForServicesOnly();
    }

    private void stopListening() {
        ServiceHelper.stopAndShutdownServices(listeners);
        listeners.clear();
        health.unregister();
        if (pools != null) {
            pools.close();
            pools = null;
        }
    }

    /** Returns the services that are registered. */
    public ServiceRegistry services() {
        return services;
    }

    private void listen() throws Exception {
        PlatformServer server = PlatformServers.of(camelContext, limits);
        if (!access.requiresLogin()) {
            server.boundHost().ifPresent(Loopback::require);
            access.bind(server.boundHost());
            LOG.info("No credentials are set: batch services accept only callers on this machine");
        }
        pools = new RequestPools(camelContext, limits.maxRequests());
        List<ApiRoot> roots = new ArrayList<>();
        for (String path : ROOTS) {
            roots.add(root(path, false));
        }
        Map<ApiCall, AsyncCallHandler> calls = new EnumMap<>(operatorCalls.handlers());
        if (page.enabled()) {
            roots.add(root(ApiCall.PAGE.path(), true));
            calls.putAll(new Page(access.requiresLogin(), page.publicUrl(), services, pools.analyses(), pools.timer())
                    .handlers());
        }
        RequestHandler api = new ObservedHandler(
                new BatchApi(services, access, status, pools.timer(), page.publicUrl(), calls), requestListener);
        for (Service listener : server.listen(roots, api, pools)) {
            listeners.add(listener);
            ServiceHelper.startService(listener);
        }
        health.register();
    }

    private ApiRoot root(String path, boolean isPage) {
        return new ApiRoot(
                camelContext.getEndpoint(
                        "platform-http:" + path + "?matchOnUriPrefix=true", PlatformHttpEndpoint.class),
                isPage);
    }
}
