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
package io.mlbatch.service.metrics;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.mlbatch.metrics.MeterName;
import io.mlbatch.metrics.Meters;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.engine.ChunkProcessor;
import io.mlbatch.service.engine.ExecutionListener;
import io.mlbatch.service.http.api.RequestListener;
import io.mlbatch.service.store.Backlog;
import io.mlbatch.service.store.Computation;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.StoreListener;
import io.mlbatch.service.store.StoreSize;

/** Counts the executions, records and refusals of a host. Thread-safe. */
public final class HostMeters implements ExecutionListener, StoreListener, RequestListener, AutoCloseable {

    private static final String SUCCESS = "success";
    private static final String FAILURE = "failure";
    private static final String COMPLETE = "complete";
    private static final String CANCELED = "canceled";

    private final Meters meters;
    private final Clock clock;
    // gauges hold their objects weakly
    private final Map<ServiceId, AtomicInteger> inFlight = new ConcurrentHashMap<>();
    private volatile Map<ServiceId, Backlog> backlogs = Map.of();
    private volatile StoreSize size = StoreSize.EMPTY;

    public HostMeters(Meters meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        meters.gauge(MeterName.HOST_STORE_EXECUTIONS, this, host -> host.size.executions());
        meters.gauge(MeterName.HOST_STORE_BYTES, this, host -> host.size.bytes());
        register(MeterName.HOST_LOGINS_REFUSED, "credentials");
        register(MeterName.HOST_LOGINS_REFUSED, "throttled");
        register(MeterName.HOST_LOGINS_REFUSED, "unavailable");
    }

    /** Registers a counter with 0, because monitoring systems do not see the first event of a new one. */
    private void register(MeterName counter, String... values) {
        meters.count(counter, 0, values);
    }

    /** Reads the gauges of the store, whose queries must not delay a scrape. To be called every few seconds. */
    public void sample(ExecutionStore store) {
        size = store.size();
        backlogs = store.backlogs();
    }

    /** Registers the meters of a service, and returns a processor that measures its chunks. */
    public ChunkProcessor begin(ServiceId service, ChunkProcessor processor) {
        String tag = service.toString();
        AtomicInteger chunks = inFlight.computeIfAbsent(service, each -> new AtomicInteger());
        meters.gauge(MeterName.HOST_IN_FLIGHT, chunks, AtomicInteger::get, tag);
        meters.gauge(MeterName.HOST_QUEUED, this, host -> host.backlog(service).records(), tag);
        meters.gauge(MeterName.HOST_OLDEST, this, host -> host.secondsWaiting(service), tag);
        register(MeterName.HOST_STARTED, tag);
        register(MeterName.HOST_ENDED, tag, COMPLETE);
        register(MeterName.HOST_ENDED, tag, CANCELED);
        register(MeterName.HOST_RECORDS, tag, SUCCESS);
        register(MeterName.HOST_RECORDS, tag, FAILURE);
        return (chunk, done) -> {
            long began = System.nanoTime();
            AtomicBoolean isOpen = new AtomicBoolean(true);
            chunks.incrementAndGet();
            try {
                processor.process(chunk, outcome -> {
                    if (isOpen.compareAndSet(true, false)) {
                        chunks.decrementAndGet();
                        meters.record(
                                MeterName.HOST_CHUNK,
                                System.nanoTime() - began,
                                tag,
                                outcome.isFailed() ? FAILURE : SUCCESS);
                    }
                    done.accept(outcome);
                });
            } catch (Throwable e) {
                if (isOpen.compareAndSet(true, false)) {
                    chunks.decrementAndGet();
                }
                throw e;
            }
        };
    }

    /** Removes the meters of a service that is no longer hosted. */
    public void end(ServiceId service) {
        meters.remove(service.toString());
        inFlight.remove(service);
    }

    private Backlog backlog(ServiceId service) {
        return backlogs.getOrDefault(service, Backlog.EMPTY);
    }

    private double secondsWaiting(ServiceId service) {
        return backlog(service)
                .oldestWaiting()
                .map(oldest -> Duration.between(oldest, clock.instant()).toMillis() / 1000.0)
                .orElse(0.0);
    }

    @Override
    public void accepted(Execution execution) {
        meters.count(MeterName.HOST_STARTED, 1, execution.id().service().toString());
    }

    @Override
    public void computed(Computation computation, int records, int failed) {
        String service = computation.id().service().toString();
        if (records > failed) {
            meters.count(MeterName.HOST_RECORDS, records - failed, service, SUCCESS);
        }
        if (failed > 0) {
            meters.count(MeterName.HOST_RECORDS, failed, service, FAILURE);
        }
    }

    @Override
    public void ended(ExecutionSummary execution) {
        meters.count(MeterName.HOST_ENDED, 1, execution.id().service().toString(), COMPLETE);
    }

    @Override
    public void canceled(ExecutionSummary execution) {
        meters.count(MeterName.HOST_ENDED, 1, execution.id().service().toString(), CANCELED);
    }

    @Override
    public void committed(long nanos) {
        meters.record(MeterName.HOST_STORE_WRITE, nanos);
    }

    @Override
    public void loginRefused(String reason) {
        meters.count(MeterName.HOST_LOGINS_REFUSED, 1, reason);
    }

    @Override
    public void refused(int status) {
        meters.count(MeterName.HOST_REQUESTS_REFUSED, 1, Integer.toString(status));
    }

    /** Removes the meters. */
    @Override
    public void close() {
        meters.close();
    }
}
