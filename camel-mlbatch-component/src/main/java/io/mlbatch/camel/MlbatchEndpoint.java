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

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.camel.server.ServerConnection;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.client.files.FileExist;
import io.mlbatch.client.waiting.PollStatistics;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;

/**
 * Start, await, poll, cancel and collect asynchronous machine-learning batch executions of a Machine Learning Server
 * 9.x API.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "mlbatch",
        title = "ML Batch",
        syntax = "mlbatch:serviceName/serviceVersion",
        category = {Category.AI},
        headersClass = MlbatchConstants.class)
// delays are options of producers, too: the configuration has them, each with a unit
@Metadata(excludeProperties = "timeUnit")
@ManagedResource(description = "Managed ML Batch Endpoint")
public class MlbatchEndpoint extends ScheduledPollEndpoint
        implements EndpointServiceLocation, MultipleConsumersSupport {

    private static final Logger LOG = LoggerFactory.getLogger(MlbatchEndpoint.class);

    private final ServiceId service;

    @UriPath
    @Metadata(required = true, description = "The name of the service.")
    private final String serviceName;

    @UriPath
    @Metadata(required = true, description = "The version of the service.")
    private final String serviceVersion;

    @UriParam
    private final MlbatchConfiguration configuration;

    private final PollStatistics statistics;
    private ServerConnection connection;
    private OutputBodies outputs;

    public MlbatchEndpoint(
            String uri, MlbatchComponent component, ServiceId service, MlbatchConfiguration configuration) {
        super(uri, component);
        this.service = service;
        this.serviceName = service.name();
        this.serviceVersion = service.version();
        this.configuration = configuration;
        this.statistics = new PollStatistics(component.clock(), component::waitListener);
    }

    @Override
    public Producer createProducer() {
        return new MlbatchProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (configuration.getOutputType() != null && configuration.getEmit() != EmitMode.item) {
            throw new IllegalArgumentException("outputType of a consumer needs emit=item");
        }
        setInitialDelay(configuration.getInitialDelay());
        setDelay(configuration.getDelay());
        setTimeUnit(TimeUnit.MILLISECONDS);
        MlbatchConsumer consumer = new MlbatchConsumer(this, processor);
        consumer.setMaxMessagesPerPoll(configuration.getMaxMessagesPerPoll());
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        requireValidOptions();
        // Camel may start an endpoint before its context and component
        ServiceHelper.startService(getComponent());
        outputs = OutputBodies.of(getCamelContext(), getComponent().objects(), configuration.getOutputType());
        connection = getComponent().connections().acquire(configuration.serverSettings());
    }

    @Override
    protected void doStop() throws Exception {
        if (connection != null) {
            getComponent().connections().release(connection);
            connection = null;
        }
        super.doStop();
    }

    private void requireValidOptions() {
        configuration.waitPolicy();
        executionId();
        configuration.inputOptions();
        if (configuration.getFileExist() == FileExist.Move && configuration.getMoveExisting() == null) {
            throw new IllegalArgumentException("fileExist=Move needs moveExisting");
        }
        if (configuration.getParallelCount() < 1) {
            throw new IllegalArgumentException(
                    "parallelCount must be 1 or more, not " + configuration.getParallelCount());
        }
    }

    /** The only execution that consumers watch; empty when they watch all. */
    Optional<ExecutionId> executionId() {
        return Optional.ofNullable(configuration.getExecutionId()).map(value -> new ExecutionId(service, value));
    }

    ServiceId service() {
        return service;
    }

    /**
     * Checks whether the server returns the input records that results are to carry. A server that cannot be reached
     * does not prevent the start: its first response shows whether it has the call.
     *
     * @throws io.mlbatch.client.MlbatchException if the server has no such call
     */
    void requireInput(BatchClient client) {
        if (!configuration.isJoinInput()) {
            return;
        }
        try {
            client.requireInput(service);
        } catch (ServerUnavailableException e) {
            LOG.warn("{} could not check whether the server returns input records: {}", this, e.getMessage());
        }
    }

    PollStatistics statistics() {
        return statistics;
    }

    ServerConnection connection() {
        return connection;
    }

    /** Returns the bodies of results by the option outputType; {@code null} before the endpoint has started. */
    OutputBodies outputs() {
        return outputs;
    }

    @Override
    public MlbatchComponent getComponent() {
        return (MlbatchComponent) super.getComponent();
    }

    /** Each route remembers its emitted executions, so that several routes can consume from one service. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @ManagedAttribute(description = "Number of executions that are being waited for")
    public int getExecutionsInFlight() {
        return statistics.waiting();
    }

    @ManagedAttribute(description = "Number of polls, including failed ones")
    public long getPolls() {
        return statistics.polls();
    }

    @ManagedAttribute(description = "Number of failed polls")
    public long getFailedPolls() {
        return statistics.failedPolls();
    }

    @ManagedAttribute(description = "End of the last poll (ISO 8601, UTC)")
    public String getLastPoll() {
        Instant lastPoll = statistics.lastPoll();
        return lastPoll == null ? null : lastPoll.toString();
    }

    @ManagedAttribute(description = "Time and error of the last failed poll")
    public String getLastError() {
        PollStatistics.LastError lastError = statistics.lastError();
        return lastError == null ? null : lastError.at() + " " + lastError.message();
    }

    @ManagedAttribute(description = "The name of the service")
    public String getServiceName() {
        return serviceName;
    }

    @ManagedAttribute(description = "The version of the service")
    public String getServiceVersion() {
        return serviceVersion;
    }

    public MlbatchConfiguration getConfiguration() {
        return configuration;
    }

    @Override
    public String getServiceUrl() {
        return configuration.getServerUrl();
    }

    @Override
    public String getServiceProtocol() {
        return "http";
    }
}
