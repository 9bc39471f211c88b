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

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.metrics.MeterRegistries;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.engine.ChunkProcessor;
import io.mlbatch.service.engine.ExecutionListener;
import io.mlbatch.service.http.ServiceHost;
import io.mlbatch.service.metrics.HostMeters;
import io.mlbatch.service.store.Backlog;
import io.mlbatch.service.store.Computation;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.StoreListener;
import io.mlbatch.service.store.StoreSize;

/** Passes the events of the engines and of the store to the log, and to the meters if there are any. Thread-safe. */
final class HostEvents implements ExecutionListener, StoreListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostEvents.class);
    private static final long SAMPLE_SECONDS = 5;

    private final CamelContext camelContext;
    private final ExecutionStore store;
    private final ExecutionLog log = new ExecutionLog();
    private final Optional<HostMeters> meters;
    private final ExecutorService thread;
    private final Optional<ScheduledExecutorService> sampling;

    /** Logs the size of the store, and finds the meters of the application. */
    static HostEvents open(CamelContext camelContext, ExecutionStore store, ServiceHost services, Clock clock) {
        Optional<HostMeters> meters = MeterRegistries.meters(camelContext).map(each -> new HostMeters(each, clock));
        meters.ifPresent(services::observe);
        return new HostEvents(camelContext, store, meters);
    }

    private HostEvents(CamelContext camelContext, ExecutionStore store, Optional<HostMeters> meters) {
        this.camelContext = camelContext;
        this.store = store;
        this.meters = meters;
        // the threads of the store must not wait for its queries
        thread = camelContext.getExecutorServiceManager().newSingleThreadExecutor(this, "MlbatchEvents");
        logStore();
        store.observe(this);
        sampling = meters.map(this::sample);
    }

    private ScheduledExecutorService sample(HostMeters measured) {
        ScheduledExecutorService timer =
                camelContext.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "MlbatchMeters");
        timer.scheduleWithFixedDelay(
                new RepeatedTask("MlbatchMeters", () -> measured.sample(store)), 0, SAMPLE_SECONDS, TimeUnit.SECONDS);
        return timer;
    }

    /** Returns a processor of a service that is measured, if there are meters. */
    ChunkProcessor begin(ServiceId service, ChunkProcessor processor) {
        return meters.map(each -> each.begin(service, processor)).orElse(processor);
    }

    /** Removes the meters of a service. */
    void end(ServiceId service) {
        meters.ifPresent(each -> each.end(service));
    }

    private void logStore() {
        StoreSize size = store.size();
        int unfinished =
                store.backlogs().values().stream().mapToInt(Backlog::executions).sum();
        LOG.info(
                "The store has {} executions with {} bytes; {} of them are unfinished and continue with their services",
                size.executions(),
                size.bytes(),
                unfinished);
    }

    @Override
    public void accepted(Execution execution) {
        log.accepted(execution);
        meters.ifPresent(each -> each.accepted(execution));
    }

    @Override
    public void resumed(Execution execution) {
        log.resumed(execution);
    }

    @Override
    public void computed(Computation computation, int records, int failed) {
        meters.ifPresent(each -> each.computed(computation, records, failed));
    }

    @Override
    public void failed(Computation computation, int index, String message) {
        log.failed(computation, index, message);
    }

    @Override
    public void ended(ExecutionSummary execution) {
        log.ended(execution);
        meters.ifPresent(each -> each.ended(execution));
    }

    @Override
    public void canceled(ExecutionSummary execution) {
        log.canceled(execution);
        meters.ifPresent(each -> each.canceled(execution));
    }

    @Override
    public void ended(ExecutionId id) {
        try {
            thread.execute(() -> report(id));
        } catch (RejectedExecutionException e) {
            LOG.debug("Execution {} ended while the host stops", id, e);
        }
    }

    private void report(ExecutionId id) {
        try {
            // empty if the execution was deleted meanwhile
            store.summary(id.value()).ifPresent(this::ended);
        } catch (StoreException e) {
            LOG.info(
                    "Execution {} of {} ended; its details cannot be read: {}",
                    id.value(),
                    id.service(),
                    e.getMessage());
        }
    }

    @Override
    public void committed(long nanos) {
        meters.ifPresent(each -> each.committed(nanos));
    }

    /** Reports the executions that have ended, and removes the meters. To be called before the store is closed. */
    @Override
    public void close() {
        store.observe(StoreListener.NONE);
        sampling.ifPresent(camelContext.getExecutorServiceManager()::shutdownNow);
        camelContext.getExecutorServiceManager().shutdownGraceful(thread, 2_000);
        meters.ifPresent(HostMeters::close);
    }
}
