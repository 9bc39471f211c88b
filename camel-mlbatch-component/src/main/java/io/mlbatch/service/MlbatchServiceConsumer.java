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
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.service.engine.BatchEngine;
import io.mlbatch.service.engine.Deadlines;
import io.mlbatch.service.engine.EngineSizes;
import io.mlbatch.service.engine.ExecutionDispatcher;
import io.mlbatch.service.engine.FlushTimer;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.engine.RecordChecks;
import io.mlbatch.service.store.Backlog;
import io.mlbatch.service.types.RouteBodies;

/**
 * Publishes its route as a service while it is started. The component holds the executions: the next start resumes the
 * unfinished ones. Camel suspends the consumer before it stops the route, and waits for the records in flight. During
 * this time callers are served, but new batches and records are rejected. Records that are still in flight at Camel's
 * shutdown timeout are interrupted and computed after the next start.
 */
@ManagedResource(description = "Managed consumer of an ML Batch service")
public class MlbatchServiceConsumer extends DefaultConsumer implements Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(MlbatchServiceConsumer.class);
    private static final String THREAD_NAME = "mlbatch-service";

    /** The format of the vendor's servers: with a precision of 100 ns, without a zone. */
    private static final DateTimeFormatter CREATION_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS");

    private HostContext host;
    private RouteProcessor route;
    private ExecutorService executor;
    private ScheduledExecutorService timer;
    private ScheduledExecutorService flushTimer;
    private BatchEngine engine;
    private ExecutionDispatcher dispatcher;
    private HostedService service;
    private EndNotification notification;

    public MlbatchServiceConsumer(MlbatchServiceEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
    }

    @Override
    public MlbatchServiceEndpoint getEndpoint() {
        return (MlbatchServiceEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        MlbatchServiceEndpoint endpoint = getEndpoint();
        MlbatchServiceComponent component = endpoint.getComponent();
        host = component.host();
        RouteBodies bodies = endpoint.routeBodies(component.mapper());
        route = new RouteProcessor(
                this, new RecordBinding(bodies, component.getMaxArtifactSize(), endpoint.getChunkSize() > 1));
        // bounded by the engine: a synchronous route uses one thread per chunk in flight, an asynchronous one fewer
        executor = executors().newCachedThreadPool(this, THREAD_NAME);
        flushTimer = executors().newSingleThreadScheduledExecutor(this, "MlbatchFlush");
        RecordChecks checks = endpoint.recordChecks(bodies);
        EngineSizes sizes = new EngineSizes(endpoint.getMaxParallelCount(), endpoint.getChunkSize(), System::nanoTime);
        engine = new BatchEngine(
                host.events().begin(endpoint.getServiceId(), route),
                checks,
                executor,
                sizes,
                deadlines(),
                FlushTimer.of(flushTimer),
                host.abandonedRecords());
        engine.observe(host.events());
        dispatcher = host.cluster()
                .map(cluster -> cluster.dispatcher(endpoint.getServiceId(), engine, sizes, this, executors()))
                .orElseGet(() -> ExecutionDispatcher.of(engine));
        service = new HostedService(
                description(bodies),
                component.rolesOf(endpoint.declaredRoles()),
                endpoint.getParallelCount(),
                host.store(),
                host.admission(),
                dispatcher,
                host.limits(),
                checks);
        try {
            if (endpoint.getNotify() != null) {
                notification = EndNotification.start(endpoint, service, host.store());
            }
            host.services().register(service);
            dispatcher.start();
            service.resumeUnfinished();
        } catch (Exception e) {
            closeEngine();
            throw e;
        }
    }

    private Deadlines deadlines() {
        long limit = getEndpoint().getRecordTimeout();
        if (limit == 0) {
            return Deadlines.NONE;
        }
        timer = executors().newSingleThreadScheduledExecutor(this, THREAD_NAME + "-deadlines");
        return Deadlines.of(Duration.ofMillis(limit), timer);
    }

    private ServiceDescription description(RouteBodies bodies) {
        MlbatchServiceEndpoint endpoint = getEndpoint();
        return ServiceDescription.hosted(
                endpoint.getServiceId(),
                Objects.requireNonNullElse(endpoint.getComponent().getUsername(), "mlbatch"),
                CREATION_TIME.format(LocalDateTime.now(ZoneOffset.UTC)),
                endpoint.getRuntimeType(),
                endpoint.declaration(bodies));
    }

    @Override
    protected void doSuspend() throws Exception {
        service.pause();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        service.resume();
    }

    @Override
    protected void doStop() throws Exception {
        if (service != null) {
            host.services().unregister(service);
            closeEngine();
        }
        super.doStop();
    }

    @ManagedAttribute(description = "The name and version of the service")
    public String getService() {
        return getEndpoint().getServiceId().toString();
    }

    @ManagedAttribute(description = "Number of executions that have not ended; in a cluster those of all hosts")
    public int getUnfinishedExecutions() {
        return backlog().map(Backlog::executions).orElse(0);
    }

    @ManagedAttribute(description = "Number of records without a result; in a cluster those of all hosts")
    public long getUnfinishedRecords() {
        return backlog().map(Backlog::records).orElse(0L);
    }

    private Optional<Backlog> backlog() {
        return service == null
                ? Optional.empty()
                : Optional.ofNullable(host.store().backlogs().get(service.id()));
    }

    private void closeEngine() {
        if (notification != null) {
            notification.close();
            notification = null;
        }
        route.stop();
        dispatcher.close();
        engine.close();
        service.releaseWaiting();
        // interrupts the records in flight, because the shutdown timeout of Camel is over
        executors().shutdownNow(executor);
        executors().shutdownNow(flushTimer);
        if (timer != null) {
            executors().shutdownNow(timer);
            timer = null;
        }
        host.events().end(getEndpoint().getServiceId());
        service = null;
        engine = null;
        dispatcher = null;
    }

    private ExecutorServiceManager executors() {
        return getEndpoint().getCamelContext().getExecutorServiceManager();
    }
}
