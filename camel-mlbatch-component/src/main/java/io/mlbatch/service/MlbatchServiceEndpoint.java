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

import java.util.LinkedHashSet;
import java.util.Set;

import org.apache.camel.Category;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;

import io.mlbatch.protocol.ServiceId;

/**
 * Host a route as a web service with the batch API of a Machine Learning Server.
 *
 * <p>The route is called once per record, or with {@code chunkSize} once per chunk of records. The body is the record:
 * a {@link java.util.Map} by input name with the values in the Java form of the declared types, or an object of the
 * class that {@code inputType} names. The exchange at the end of the route is the result of the record:
 *
 * <ul>
 *   <li>Outputs: a body that is a map with the name of at least one declared output contains the outputs by name; other
 *       entries are ignored. The same holds for the properties of an object of the class that {@code outputType} names.
 *       Any other body is the value of the output if exactly one is declared. If none are declared, the body is a map
 *       with the outputs, or empty.
 *   <li>Artifacts: an exchange variable named {@code mlbatch.artifact.NAME} becomes the record's artifact NAME; its
 *       value is of any type that Camel converts to bytes.
 *   <li>In a chunk the body is a list with one element per record, or a map with a column per declared output. An
 *       exception as an element fails that record alone. Variables are named {@code mlbatch.artifact.POSITION/NAME}.
 *   <li>An exception, or an output that does not fit its declared type, fails the record. The batch continues.
 * </ul>
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "mlbatch-service",
        title = "ML Batch Service",
        syntax = "mlbatch-service:serviceName/serviceVersion",
        consumerOnly = true,
        remote = true,
        category = Category.AI,
        headersClass = MlbatchServiceConstants.class)
public class MlbatchServiceEndpoint extends ServiceDeclarationEndpoint {

    private static final int MAX_CHUNK_SIZE = 10_000;

    @UriPath(description = "The name of the service.")
    @Metadata(required = true)
    private String serviceName;

    @UriPath(description = "The version of the service.")
    @Metadata(required = true)
    private String serviceVersion;

    @UriParam(
            defaultValue = "1",
            description = "The maximum number of records that an exchange carries. 1: the body is one record, a map."
                    + " More: the body is a list of maps, with 1 to chunkSize consecutive records of one batch, for"
                    + " models that compute many records at once. The route then leaves a list with one result per"
                    + " record, or a map with a list of values per output. At most 10000.")
    private int chunkSize = 1;

    @UriParam(
            defaultValue = "10",
            description = "The maximum number of exchanges of a batch in flight if its caller does not request a"
                    + " parallelCount.")
    private int parallelCount = 10;

    @UriParam(
            defaultValue = "20",
            description = "The maximum number of exchanges of this service in flight, over all of its batches. A batch"
                    + " has at most its parallelCount in flight.")
    private int maxParallelCount = 20;

    @UriParam(
            label = "advanced",
            defaultValue = "0",
            javaType = "java.time.Duration",
            description = "The maximum time for an exchange. At this time its record fails, its thread is interrupted"
                    + " and the next exchange starts; a later result of the route is dropped. A chunk is halved until"
                    + " the record that exceeds the time is alone. 0: no limit, so that a route that never completes"
                    + " blocks its exchanges in flight, even after their execution is deleted.")
    private long recordTimeout;

    @UriParam(
            label = "advanced",
            description =
                    "The URI of an endpoint that receives one exchange for each execution that has ended, at least"
                            + " once, also after a restart if executions are stored. The body is a map with the details of the"
                            + " execution: name, version, batchExecutionId, state, counts, owner, created, finished. A failed"
                            + " exchange is repeated, at first after a second, later every five minutes. Executions that are"
                            + " deleted before are not announced.")
    private String notify;

    @UriParam(
            label = "security",
            description = "The roles that may use the service, as a comma-separated list; a caller needs one of them."
                    + " Without this option, every caller may use it. The component's options users and authenticator"
                    + " assign roles to users.")
    private String roles;

    public MlbatchServiceEndpoint(String uri, Component component) {
        super(uri, component);
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(
                "mlbatch-service only hosts services; use mlbatch to call this one: " + getServiceId());
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        MlbatchServiceConsumer consumer = new MlbatchServiceConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (declaredRoles().contains("")) {
            throw new IllegalArgumentException("The option roles has an empty role: '" + roles + "'");
        }
        if (recordTimeout < 0) {
            throw new IllegalArgumentException(
                    "The option recordTimeout must be 0 (none) or more, not " + recordTimeout + " ms");
        }
        requireAtLeastOne("maxParallelCount", maxParallelCount);
        requireAtLeastOne("parallelCount", parallelCount);
        requireAtLeastOne("chunkSize", chunkSize);
        if (chunkSize > MAX_CHUNK_SIZE) {
            throw new IllegalArgumentException(
                    "The option chunkSize must be at most " + MAX_CHUNK_SIZE + ", not " + chunkSize);
        }
    }

    private static void requireAtLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("The option " + option + " must be at least 1, not " + value);
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (!declaredRoles().isEmpty() && !getComponent().knowsRoles()) {
            throw new IllegalArgumentException("The option roles excludes all callers of " + getServiceId()
                    + ": without the component's options users or authenticator, no caller has a role");
        }
    }

    @Override
    public MlbatchServiceComponent getComponent() {
        return (MlbatchServiceComponent) super.getComponent();
    }

    ServiceId getServiceId() {
        return new ServiceId(serviceName, serviceVersion);
    }

    Set<String> declaredRoles() {
        return new LinkedHashSet<>(Declarations.entries(roles));
    }

    public String getServiceName() {
        return serviceName;
    }

    public void setServiceName(String serviceName) {
        this.serviceName = serviceName;
    }

    public String getServiceVersion() {
        return serviceVersion;
    }

    public void setServiceVersion(String serviceVersion) {
        this.serviceVersion = serviceVersion;
    }

    public long getRecordTimeout() {
        return recordTimeout;
    }

    public void setRecordTimeout(long recordTimeout) {
        this.recordTimeout = recordTimeout;
    }

    public int getChunkSize() {
        return chunkSize;
    }

    public void setChunkSize(int chunkSize) {
        this.chunkSize = chunkSize;
    }

    public int getParallelCount() {
        return parallelCount;
    }

    public void setParallelCount(int parallelCount) {
        this.parallelCount = parallelCount;
    }

    public int getMaxParallelCount() {
        return maxParallelCount;
    }

    public void setMaxParallelCount(int maxParallelCount) {
        this.maxParallelCount = maxParallelCount;
    }

    public String getNotify() {
        return notify;
    }

    public void setNotify(String notify) {
        this.notify = notify;
    }

    public String getRoles() {
        return roles;
    }

    public void setRoles(String roles) {
        this.roles = roles;
    }
}
