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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.service.engine.BatchEngine;
import io.mlbatch.service.engine.Deadlines;
import io.mlbatch.service.engine.HostedService;

/**
 * Publishes its route as a service while it is started. Executions are the component's: the next start continues those
 * that have not ended. Camel suspends the consumer before it stops the route, and waits for the records in flight:
 * meanwhile callers are served, but new work is refused. Records that are still in flight when Camel has waited long
 * enough are interrupted and left to the next start.
 */
public class MlbatchServiceConsumer extends DefaultConsumer implements Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(MlbatchServiceConsumer.class);
    private static final String THREAD_NAME = "mlbatch-service";

    /** As the vendor's servers write it: a ten-millionth of a second, and no zone. */
    private static final DateTimeFormatter CREATION_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS");

    private RouteProcessor route;
    private ExecutorService executor;
    private ScheduledExecutorService timer;
    private BatchEngine engine;
    private HostedService service;

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
        route = new RouteProcessor(
                this,
                new RecordBinding(
                        endpoint.declaredInputs(),
                        endpoint.declaredOutputs(),
                        endpoint.getComponent().getMaxArtifactSize()));
        // the engine's cap bounds it: a route that holds its thread has one per record in flight, others share a few
        executor = executors().newCachedThreadPool(this, THREAD_NAME);
        engine = new BatchEngine(
                route,
                executor,
                endpoint.getMaxParallelCount(),
                deadlines(),
                endpoint.getComponent().abandonedRecords());
        service = new HostedService(
                description(),
                endpoint.declaredRoles(),
                endpoint.getComponent().store(),
                endpoint.getComponent().admission(),
                engine,
                endpoint.getComponent().limits(),
                endpoint.recordChecks());
        try {
            endpoint.getComponent().host().register(service);
            service.takeUp();
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

    private ServiceDescription description() {
        MlbatchServiceEndpoint endpoint = getEndpoint();
        return ServiceDescription.hosted(
                endpoint.getServiceId(),
                Objects.requireNonNullElse(endpoint.getComponent().getUsername(), "mlbatch"),
                CREATION_TIME.format(LocalDateTime.now(ZoneOffset.UTC)),
                endpoint.getRuntimeType(),
                endpoint.declaration());
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
            getEndpoint().getComponent().host().unregister(service);
            closeEngine();
        }
        super.doStop();
    }

    private void closeEngine() {
        route.stop();
        engine.close();
        service.releaseCallers();
        // interrupts the records in flight: Camel has waited for them as long as it is told to
        executors().shutdownNow(executor);
        if (timer != null) {
            executors().shutdownNow(timer);
            timer = null;
        }
        service = null;
        engine = null;
    }

    private ExecutorServiceManager executors() {
        return getEndpoint().getCamelContext().getExecutorServiceManager();
    }
}
