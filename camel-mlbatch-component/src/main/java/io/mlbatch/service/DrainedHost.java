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
package io.mlbatch.service;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.http.api.ServiceRegistry;
import io.mlbatch.service.operator.Drain;

/**
 * Owns the drain of a component. If the option {@code drainTimeout} is set, the stop of the Camel context waits for the
 * drain before it stops routes.
 */
final class DrainedHost extends LifecycleStrategySupport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DrainedHost.class);

    private final CamelContext camelContext;
    private final Duration timeout;
    private final ExecutorServiceManager threads;
    private final ScheduledExecutorService timer;
    private final Drain drain;
    private final AtomicBoolean isAwaited = new AtomicBoolean();

    /** @param timeout the longest time that the stop of the Camel context waits; zero if it does not drain */
    DrainedHost(CamelContext camelContext, ServiceRegistry services, HostedStore store, Duration timeout) {
        this.camelContext = camelContext;
        this.timeout = timeout;
        threads = camelContext.getExecutorServiceManager();
        timer = threads.newSingleThreadScheduledExecutor(this, "MlbatchDrain");
        drain = new Drain(
                services.gate(),
                services::hosted,
                // results in memory are lost at the stop
                () -> store.store().isDurable() || !store.admission().holdsUnread(),
                timer,
                this::stopContext);
        camelContext.addLifecycleStrategy(this);
    }

    Drain drain() {
        return drain;
    }

    /** On a thread of its own, because the stop ends the thread of the drain. */
    private void stopContext() {
        threads.newThread("MlbatchExit", camelContext::stop).start();
    }

    @Override
    public void onContextStopping(CamelContext context) {
        await();
    }

    /** Drains the host and waits for it, at most for the timeout; once, although several parts of a stop call this. */
    void await() {
        if (timeout.isZero() || !isAwaited.compareAndSet(false, true)) {
            return;
        }
        drain.begin(false);
        if (!drain.await(timeout)) {
            LOG.warn("The host was not drained within {} s (drainTimeout) and stops now", timeout.toSeconds());
        }
    }

    @Override
    public void close() {
        camelContext.getLifecycleStrategies().remove(this);
        threads.shutdownNow(timer);
    }
}
