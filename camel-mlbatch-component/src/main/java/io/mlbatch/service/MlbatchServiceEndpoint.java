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
import java.util.List;
import java.util.Objects;
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
import org.apache.camel.support.DefaultEndpoint;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.engine.RecordChecks;

/**
 * Host a route as a web service with the batch API of a Machine Learning Server.
 *
 * <p>The route is called once per record. Its body is the record: a {@link java.util.Map} by input name, the values in
 * the Java form of the declared types. What the route leaves is the record's result:
 *
 * <ul>
 *   <li>Outputs: a body that is a map with at least one declared output's name gives the outputs by name, others are
 *       left out. Any other body is the value of the output when exactly one is declared. When none are declared, the
 *       body is a map with the outputs, or nothing.
 *   <li>Files: an exchange variable named {@code mlbatch.artifact.NAME} becomes the record's artifact NAME; its value
 *       is anything that Camel converts to bytes.
 *   <li>An exception, or an output that does not fit its declared type, makes the record fail. The batch goes on.
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
public class MlbatchServiceEndpoint extends DefaultEndpoint {

    @UriPath(description = "The name of the service")
    @Metadata(required = true)
    private String serviceName;

    @UriPath(description = "The version of the service")
    @Metadata(required = true)
    private String serviceVersion;

    @UriParam(
            description = "The inputs of a record, as a comma separated list of name:type, like hp:numeric,wt:numeric."
                    + " The types are logical, numeric, integer, character, vector, matrix and data.frame. Records"
                    + " are checked against them. A service that declares none takes any record.")
    private String inputs;

    @UriParam(
            description = "The outputs of a record, as a comma separated list of name:type, like answer:data.frame."
                    + " The types are those of the inputs.")
    private String outputs;

    @UriParam(
            description =
                    "The names of the files that a record can leave, as a comma separated list. They are shown"
                            + " to callers; a record leaves those for which the route has set a variable mlbatch.artifact.NAME.")
    private String artifacts;

    @UriParam(description = "A text about the service, for its callers")
    private String description;

    @UriParam(
            description = "The name of the request-response call in clients that are generated from the service's"
                    + " swagger.json: letters, digits and underscores, a letter or underscore first. Without it"
                    + " swagger.json names it ConsumeWebService, and the service description has no operationId.")
    private String operationId;

    @UriParam(
            label = "advanced",
            enums = "R,Python,Realtime",
            defaultValue = "Python",
            description = "The runtime that the service description names. It only informs callers: clients that are"
                    + " generated from the documents of Machine Learning Server accept no other value.")
    private String runtimeType = "Python";

    @UriParam(
            enums = "fail,refuse",
            defaultValue = "fail",
            description = "The treatment of a record of a batch that lacks an input, or has a value that does not fit."
                    + " fail: the batch is accepted; the record is not given to the route, and its result is a failed"
                    + " one with the message. refuse: the batch is refused with 400. Malformed JSON, and an element"
                    + " that is not an object, always refuse the batch. A request-response call with such a record is"
                    + " always refused with 400.")
    private String invalidRecords = "fail";

    @UriParam(
            enums = "invalid,null",
            defaultValue = "invalid",
            description = "The treatment of an input that is absent from a record. invalid: the record is invalid (see"
                    + " invalidRecords). null: the input has a missing value, for callers whose JSON library leaves"
                    + " missing values out (jsonlite, Gson, AutoRest).")
    private String missingInputs = "invalid";

    @UriParam(
            defaultValue = "20",
            description = "How many records of this service are in flight at once, over all of its batches. A batch"
                    + " has no more than its parallelCount.")
    private int maxParallelCount = 20;

    @UriParam(
            label = "advanced",
            defaultValue = "0",
            javaType = "java.time.Duration",
            description =
                    "How long a record may take. One that is not done by then has failed, and the next one begins in"
                            + " its place; what the route answers later is dropped. 0: for ever, so that a route which never answers"
                            + " keeps the places of its records, also when their execution is deleted.")
    private long recordTimeout;

    @UriParam(
            label = "security",
            description = "The roles of which a caller needs one to use the service, as a comma separated list."
                    + " Without it every caller may. Roles are given to users by the component's options users and"
                    + " authenticator.")
    private String roles;

    public MlbatchServiceEndpoint(String uri, Component component) {
        super(uri, component);
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(
                "mlbatch-service only hosts services, use mlbatch to call one: " + getServiceId());
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
        declaredInputs();
        declaredOutputs();
        Declarations.checkOperationId(operationId);
        Declarations.requireOneOf("runtimeType", runtimeType, List.of("R", "Python", "Realtime"));
        Declarations.requireOneOf("invalidRecords", invalidRecords, List.of("fail", "refuse"));
        Declarations.requireOneOf("missingInputs", missingInputs, List.of("invalid", "null"));
        if (declaredRoles().contains("")) {
            throw new IllegalArgumentException("The option roles has an empty role: '" + roles + "'");
        }
        if (recordTimeout < 0) {
            throw new IllegalArgumentException(
                    "The option recordTimeout must be 0 (none) or more, not " + recordTimeout + " ms");
        }
        if (maxParallelCount < 1) {
            throw new IllegalArgumentException(
                    "The option maxParallelCount must be at least 1, not " + maxParallelCount);
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (!declaredRoles().isEmpty() && !getComponent().knowsRoles()) {
            throw new IllegalArgumentException("The option roles lets nobody use " + getServiceId()
                    + ": without the component's options users or authenticator nobody has a role");
        }
    }

    @Override
    public MlbatchServiceComponent getComponent() {
        return (MlbatchServiceComponent) super.getComponent();
    }

    ServiceId getServiceId() {
        return new ServiceId(serviceName, serviceVersion);
    }

    List<Parameter> declaredInputs() {
        return Declarations.parameters("inputs", inputs);
    }

    List<Parameter> declaredOutputs() {
        return Declarations.parameters("outputs", outputs);
    }

    List<String> declaredArtifacts() {
        return Declarations.entries(artifacts);
    }

    ServiceDescription.Declaration declaration() {
        return new ServiceDescription.Declaration(
                Objects.requireNonNullElse(description, ""),
                // absent unless declared: otherwise the vendor's Python client does not name its function consume
                operationId,
                declaredInputs(),
                declaredOutputs(),
                declaredArtifacts());
    }

    RecordChecks recordChecks() {
        return RecordChecks.of(declaredInputs(), invalidRecords.equals("refuse"), missingInputs.equals("null"));
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

    public String getInputs() {
        return inputs;
    }

    public void setInputs(String inputs) {
        this.inputs = inputs;
    }

    public String getOutputs() {
        return outputs;
    }

    public void setOutputs(String outputs) {
        this.outputs = outputs;
    }

    public String getArtifacts() {
        return artifacts;
    }

    public void setArtifacts(String artifacts) {
        this.artifacts = artifacts;
    }

    public String getDescription() {
        return description;
    }

    public void setDescription(String description) {
        this.description = description;
    }

    public long getRecordTimeout() {
        return recordTimeout;
    }

    public void setRecordTimeout(long recordTimeout) {
        this.recordTimeout = recordTimeout;
    }

    public String getOperationId() {
        return operationId;
    }

    public void setOperationId(String operationId) {
        this.operationId = operationId;
    }

    public String getRuntimeType() {
        return runtimeType;
    }

    public void setRuntimeType(String runtimeType) {
        this.runtimeType = runtimeType;
    }

    public String getInvalidRecords() {
        return invalidRecords;
    }

    public void setInvalidRecords(String invalidRecords) {
        this.invalidRecords = invalidRecords;
    }

    public String getMissingInputs() {
        return missingInputs;
    }

    public void setMissingInputs(String missingInputs) {
        this.missingInputs = missingInputs;
    }

    public int getMaxParallelCount() {
        return maxParallelCount;
    }

    public void setMaxParallelCount(int maxParallelCount) {
        this.maxParallelCount = maxParallelCount;
    }

    public String getRoles() {
        return roles;
    }

    public void setRoles(String roles) {
        this.roles = roles;
    }
}
