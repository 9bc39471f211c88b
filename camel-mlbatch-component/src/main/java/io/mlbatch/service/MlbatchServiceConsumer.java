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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.json.SwaggerJson;
import io.mlbatch.service.engine.BatchEngine;
import io.mlbatch.service.engine.Deadlines;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.store.ItemResult;

/**
 * Publishes its route as a service while it is started. Executions are the component's: stopping lets the records that
 * are in flight run to their end, and the next start goes on with those that are left. Camel suspends the consumer
 * before it stops the route, and waits meanwhile: callers are served, but nothing new is taken.
 */
public class MlbatchServiceConsumer extends DefaultConsumer implements Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(MlbatchServiceConsumer.class);
    private static final String THREAD_NAME = "mlbatch-service";

    /** As the vendor's servers write it: a ten-millionth of a second, and no zone. */
    private static final DateTimeFormatter CREATION_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS");

    private RecordBinding binding;
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
        binding = new RecordBinding(
                endpoint.declaredInputs(),
                endpoint.declaredOutputs(),
                endpoint.getComponent().getMaxArtifactSize());
        // the engine's cap bounds it: a route that holds its thread has one per record in flight, others share a few
        executor = executors().newCachedThreadPool(this, THREAD_NAME);
        engine = new BatchEngine(this::process, executor, endpoint.getMaxParallelCount(), deadlines());
        service = new HostedService(
                description(),
                endpoint.declaredRoles(),
                endpoint.getComponent().store(),
                engine,
                endpoint.getComponent().limits());
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
        String user = endpoint.getComponent().getUsername();
        return new ServiceDescription(
                endpoint.getServiceId(),
                user == null ? "mlbatch" : user,
                CREATION_TIME.format(LocalDateTime.now(ZoneOffset.UTC)),
                null,
                "Camel",
                null,
                null,
                Objects.requireNonNullElse(endpoint.getDescription(), ""),
                // the vendor's clients make a function of that name, and fail when there is none
                Objects.requireNonNullElse(endpoint.getOperationId(), SwaggerJson.DEFAULT_OPERATION),
                endpoint.declaredInputs(),
                endpoint.declaredOutputs(),
                endpoint.declaredArtifacts(),
                "read/write");
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
        engine.close();
        service.releaseCallers();
        executors().shutdown(executor);
        if (timer != null) {
            executors().shutdownNow(timer);
            timer = null;
        }
        service = null;
        engine = null;
    }

    @Override
    protected void doShutdown() throws Exception {
        if (executor != null) {
            // the graceful end of the records in flight has had its time
            executors().shutdownNow(executor);
            executor = null;
        }
        super.doShutdown();
    }

    private ExecutorServiceManager executors() {
        return getEndpoint().getCamelContext().getExecutorServiceManager();
    }

    private void process(ExecutionId id, int index, Map<String, Object> record, Consumer<ItemResult> done)
            throws Exception {
        Exchange exchange = createExchange(false);
        // ours, so that it ends only after the outputs have been read: it takes files and streams with it
        createUoW(exchange);
        binding.write(exchange, id, index, record);
        getAsyncProcessor().process(exchange, doneSync -> {
            if (isCutShort(exchange)) {
                LOG.info("Record {} of execution {} is left for the next start: the route stops", index, id);
                end(exchange);
            } else {
                done.accept(read(exchange, index));
            }
        });
    }

    /** What failed because all stops has not failed for good: it is computed again. */
    private boolean isCutShort(Exchange exchange) {
        return !isStarted()
                && exchange.getException() != null
                && (exchange.getException(RejectedExecutionException.class) != null
                        || exchange.getException(InterruptedException.class) != null);
    }

    private ItemResult read(Exchange exchange, int index) {
        try {
            return binding.read(exchange, index);
        } finally {
            end(exchange);
        }
    }

    private void end(Exchange exchange) {
        doneUoW(exchange);
        releaseExchange(exchange, false);
    }
}
