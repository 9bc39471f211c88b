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
package io.mlbatch.camel;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.apache.camel.util.PropertiesHelper;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

import io.mlbatch.camel.claim.ClaimRegistry;
import io.mlbatch.camel.input.RecordFormat;
import io.mlbatch.camel.metrics.ClientMeters;
import io.mlbatch.camel.operation.RouteStopListener;
import io.mlbatch.camel.operation.RunningCalls;
import io.mlbatch.camel.server.ServerConnectionRegistry;
import io.mlbatch.client.files.FileExist;
import io.mlbatch.client.transport.Backoff;
import io.mlbatch.client.transport.CallListener;
import io.mlbatch.client.waiting.BatchWaiter;
import io.mlbatch.client.waiting.MonotonicClock;
import io.mlbatch.client.waiting.SingleThreadDelayer;
import io.mlbatch.client.waiting.Timers;
import io.mlbatch.client.waiting.WaitListener;
import io.mlbatch.metrics.MeterRegistries;
import io.mlbatch.objects.ComponentMapper;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.objects.ObjectMapping;
import io.mlbatch.protocol.spool.SpoolFactory;

/**
 * Starts, awaits, polls, cancels and collects batch executions of a Machine Learning Server 9.x API. Its endpoints
 * share the connections to servers, the poll threads and the memory of emitted executions.
 */
@Component("mlbatch")
public class MlbatchComponent extends PollOptionsComponent {

    /**
     * Exchanges that continue at the same time after a wait. A slow route delays only the exchanges queued behind it.
     */
    private static final int CONTINUATION_THREADS = 10;

    /** The capacity of the idempotent repository in memory. */
    private static final int MOST_REMEMBERED = 100_000;

    @Metadata(description = "The options that endpoints inherit.")
    private MlbatchConfiguration configuration = new MlbatchConfiguration();

    @Metadata(
            label = "advanced",
            autowired = true,
            description =
                    "The Jackson mapper that converts objects to records, and results to objects. By default the mapper"
                            + " of the registry, if the registry has exactly one, else the default mapper of camel-jackson with"
                            + " java.time in ISO 8601.")
    private ObjectMapper objectMapper;

    private final Clock clock = Clock.systemUTC();
    private final Clock monotonicClock = new MonotonicClock(System::nanoTime);
    private final DoubleSupplier jitter = () -> ThreadLocalRandom.current().nextDouble();

    private ExecutorService timer;
    private SingleThreadDelayer delays;
    private ExecutorService continuations;
    private ExecutorService leases;
    private BatchWaiter waiter;
    private SpoolFactory spools;
    private ServerConnectionRegistry connections;
    private ObjectMapping objects;
    private MemoryIdempotentRepository memoryRepository;
    private volatile ClientMeters meters;
    private final RunningCalls calls = new RunningCalls();
    private final RouteStopListener routeStops = new RouteStopListener(calls);

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        MlbatchConfiguration copy = configuration.copy();
        MlbatchEndpoint endpoint = new MlbatchEndpoint(uri, this, ServiceId.parse(remaining), copy);
        requireValidTexts(new OptionTexts(getCamelContext().getTypeConverter(), parameters));
        Map<String, Object> httpOptions = PropertiesHelper.extractProperties(parameters, "http.");
        setProperties(endpoint, parameters);
        if (!httpOptions.isEmpty()) {
            copy.setHttpOptions(httpOptions);
        }
        return endpoint;
    }

    private static void requireValidTexts(OptionTexts options) {
        options.requireOneOf("operation", MlbatchOperation.values());
        options.requireOneOf("recordFormat", RecordFormat.values());
        options.requireOneOf("fileExist", FileExist.values());
        options.requireOneOf("emit", EmitMode.values());
        options.requireOneOf("onTimeout", UnfinishedBatchPolicy.values());
        options.requireOneOf("onStop", UnfinishedBatchPolicy.values());
        options.requireDurations("initialDelay", "delay", "maxDelay", "waitTimeout");
        options.requireNumbers("parallelCount", "maxAttempts", "maxMessagesPerPoll");
        options.requireBooleans("showPartialResults", "validateInput", "autoCreate", "deleteOnCommit");
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        // fails before anything has to be closed
        requirePollLimits();
        spools = spools();
        objects = new ObjectMapping(ComponentMapper.of(getCamelContext(), objectMapper));
        // pools start their threads on demand
        ExecutorServiceManager executors = getCamelContext().getExecutorServiceManager();
        timer = executors.newThreadPool(this, "MlbatchDelay", pool("MlbatchDelay", 1));
        continuations = executors.newThreadPool(this, "MlbatchContinue", pool("MlbatchContinue", CONTINUATION_THREADS));
        leases = executors.newThreadPool(this, "MlbatchLease", pool("MlbatchLease", 1));
        delays = new SingleThreadDelayer(timer);
        meters =
                MeterRegistries.meters(getCamelContext()).map(ClientMeters::new).orElse(null);
        waiter = new BatchWaiter(monotonicClock, delays, jitter);
        Backoff backoff = new Backoff(delays, jitter);
        connections = new ServerConnectionRegistry(
                getCamelContext(),
                clock,
                backoff,
                new Timers(monotonicClock, delays),
                getMaxSpoolSize(),
                spools,
                () -> executors.newThreadPool(this, "MlbatchPoll", pool("MlbatchPoll", getMaxConcurrentPolls())),
                getMaxLongPolls(),
                meters == null ? CallListener.NONE : meters);
        memoryRepository = new MemoryIdempotentRepository();
        memoryRepository.setCacheSize(MOST_REMEMBERED);
        memoryRepository.start();
        calls.open(backoff::stop);
        routeStops.listenTo(getCamelContext());
    }

    /**
     * A fixed pool with an unbounded queue: the number of tasks is bounded by the number of exchanges. Camel's own
     * queues hold 1,000 tasks, then run further ones on the submitting thread, and drop tasks when the pool is shut
     * down.
     */
    private static ThreadPoolProfile pool(String name, int threads) {
        ThreadPoolProfile profile = new ThreadPoolProfile(name);
        profile.setPoolSize(threads);
        profile.setMaxPoolSize(threads);
        profile.setMaxQueueSize(Integer.MAX_VALUE);
        profile.setKeepAliveTime(0L);
        profile.setAllowCoreThreadTimeOut(false);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return profile;
    }

    @Override
    protected void doStop() throws Exception {
        if (timer != null) {
            release();
        }
        super.doStop();
    }

    private void release() {
        routeStops.stopListeningTo(getCamelContext());
        // includes exchanges outside routes: afterwards they have neither threads nor connections
        calls.close();
        ExecutorServiceManager executors = getCamelContext().getExecutorServiceManager();
        executors.shutdownNow(timer);
        timer = null;
        waiter.endAll();
        delays.end();
        executors.shutdown(leases);
        // exchanges whose waits have ended complete their routes
        executors.shutdown(continuations);
        connections.close();
        spools.close();
        memoryRepository.stop();
        if (meters != null) {
            meters.close();
            meters = null;
        }
    }

    /** Returns the listener of all waits. */
    WaitListener waitListener() {
        WaitListener listener = meters;
        return listener == null ? WaitListener.NONE : listener;
    }

    ServerConnectionRegistry connections() {
        return connections;
    }

    /** Calls that end when their routes stop. */
    RunningCalls calls() {
        return calls;
    }

    /** Maps objects by the mapper of the option {@code objectMapper}, or else by that of the component. */
    ObjectMapping objects() {
        return objects;
    }

    BatchWaiter waiter() {
        return waiter;
    }

    ExecutorService continuations() {
        return continuations;
    }

    Clock clock() {
        return clock;
    }

    /** Measures elapsed time; adjustments of the system clock do not affect it. */
    Clock monotonicClock() {
        return monotonicClock;
    }

    DoubleSupplier jitter() {
        return jitter;
    }

    /** The executions emitted by consumers without a repository of their own. */
    MemoryIdempotentRepository memoryRepository() {
        return memoryRepository;
    }

    /** The claims of a group of consumers. */
    ClaimRegistry claims(IdempotentRepository repository, String prefix) {
        return new ClaimRegistry(repository, prefix, clock, delays, leases);
    }

    public MlbatchConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(MlbatchConfiguration configuration) {
        this.configuration = configuration;
    }

    public ObjectMapper getObjectMapper() {
        return objectMapper;
    }

    public void setObjectMapper(ObjectMapper objectMapper) {
        this.objectMapper = objectMapper;
    }
}
