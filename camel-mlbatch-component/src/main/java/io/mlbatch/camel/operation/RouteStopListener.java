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
package io.mlbatch.camel.operation;

import java.util.Collection;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Ends the calls of a route, or of all routes, before Camel begins to wait for their exchanges. Camel notifies the
 * services of a route that is stopping, but not its producers.
 */
public final class RouteStopListener extends LifecycleStrategySupport {

    private final RunningCalls calls;

    public RouteStopListener(RunningCalls calls) {
        this.calls = calls;
    }

    /** Listens to the present and future routes of the context. */
    public void listenTo(CamelContext context) {
        context.addLifecycleStrategy(this);
        onRoutesAdd(context.getRoutes());
    }

    public void stopListeningTo(CamelContext context) {
        context.getLifecycleStrategies().remove(this);
    }

    /** Also called when a route starts again: Camel has then dropped the services that were added. */
    @Override
    public void onRoutesAdd(Collection<Route> routes) {
        routes.forEach(route -> route.addService(new RouteStop(route.getRouteId(), calls)));
    }

    @Override
    public void onContextStopping(CamelContext context) {
        calls.contextStops();
    }

    /** A service of a route, which Camel notifies before it waits for the exchanges of the route. */
    private static final class RouteStop extends ServiceSupport implements ShutdownAware {

        private final String routeId;
        private final RunningCalls calls;
        private volatile boolean stopping;

        RouteStop(String routeId, RunningCalls calls) {
            this.routeId = routeId;
            this.calls = calls;
        }

        @Override
        public void prepareShutdown(boolean suspendOnly, boolean forced) {
            if (!forced) {
                // a suspended route keeps its exchanges, also when the timeout of Camel passes: then it announces a
                // stop
                stopping = !suspendOnly;
            }
            if (stopping) {
                calls.routeStops(routeId, forced);
            }
        }

        @Override
        public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
            return false;
        }

        /**
         * Camel asks once a second while it waits for the exchanges of the route. Those that have begun to wait since
         * {@link #prepareShutdown} end here. A flag for the whole stop would outlast a stop that Camel aborts.
         */
        @Override
        public int getPendingExchangesSize() {
            if (stopping) {
                calls.endWaits(routeId);
            }
            return 0;
        }
    }
}
