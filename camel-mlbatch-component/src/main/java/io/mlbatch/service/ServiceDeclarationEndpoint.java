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

import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Component;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.service.engine.RecordChecks;
import io.mlbatch.service.types.RouteBodies;

/** The options of the endpoint that declare the service: its parameters, its description and the checks of records. */
abstract class ServiceDeclarationEndpoint extends DefaultEndpoint {

    @UriParam(
            description = "The inputs of a record, as a comma-separated list of name:type, for example"
                    + " hp:numeric,wt:numeric. The types are logical, numeric, integer, character, vector, matrix and"
                    + " data.frame. Records are checked against the inputs. A service without declared inputs accepts"
                    + " any record.")
    private String inputs;

    @UriParam(
            description = "The outputs of a record, as a comma-separated list of name:type, for example"
                    + " answer:data.frame. The types are those of the inputs.")
    private String outputs;

    @UriParam(
            description = "The name of the class of the body that the route receives, for example com.acme.Car: a Java"
                    + " record or a bean, which Jackson creates from the record (see the component's option"
                    + " objectMapper). Without this option the body is a map. The inputs are derived from the class"
                    + " unless the option inputs declares them; if it does, both must agree.")
    private String inputType;

    @UriParam(
            description = "The name of the class of the body that the route leaves. Jackson writes its properties as"
                    + " the outputs; the route may leave a map instead. The outputs are derived from the class unless"
                    + " the option outputs declares them; if it does, both must agree.")
    private String outputType;

    @UriParam(
            description = "The names of the artifacts that a record can produce, as a comma-separated list, for the"
                    + " service description. A record produces an artifact if its route sets the variable"
                    + " mlbatch.artifact.NAME.")
    private String artifacts;

    @UriParam(description = "A text about the service for its callers.")
    private String description;

    @UriParam(
            description = "The name of the request-response call in clients that are generated from the service's"
                    + " swagger.json: letters, digits and underscores, a letter or underscore first. Without this"
                    + " option the name in swagger.json is ConsumeWebService, and the service description has no"
                    + " operationId.")
    private String operationId;

    @UriParam(
            label = "advanced",
            enums = "R,Python,Realtime",
            defaultValue = "Python",
            description = "The runtime in the service description. It only informs callers: clients that are generated"
                    + " from the documents of Machine Learning Server accept no other value.")
    private String runtimeType = "Python";

    @UriParam(
            enums = "fail,refuse",
            defaultValue = "fail",
            description = "The treatment of a record of a batch that lacks an input, or has a value that does not fit."
                    + " fail: the batch is accepted; the record is not sent to the route, and its result is a failed"
                    + " one with the message. refuse: the batch is rejected with 400. Malformed JSON, and an element"
                    + " that is not an object, always reject the batch. A request-response call with such a record is"
                    + " always rejected with 400.")
    private String invalidRecords = "fail";

    @UriParam(
            enums = "invalid,null",
            defaultValue = "invalid",
            description = "The treatment of an input that is absent from a record. invalid: the record is invalid (see"
                    + " invalidRecords). null: the input has a missing value, for callers whose JSON library omits"
                    + " missing values (jsonlite, Gson, AutoRest).")
    private String missingInputs = "invalid";

    ServiceDeclarationEndpoint(String uri, Component component) {
        super(uri, component);
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
    }

    List<Parameter> declaredInputs() {
        return Declarations.parameters("inputs", inputs);
    }

    List<Parameter> declaredOutputs() {
        return Declarations.parameters("outputs", outputs);
    }

    /**
     * Returns the conversion of the bodies, with the inputs and outputs of the service.
     *
     * @throws IllegalArgumentException if a class cannot be used, or does not agree with the declared parameters
     */
    RouteBodies routeBodies(ObjectMapper mapper) {
        if (inputType == null && outputType == null) {
            return RouteBodies.ofMaps(declaredInputs(), declaredOutputs());
        }
        return RouteBodies.of(
                mapper,
                declaredInputs(),
                declaredOutputs(),
                bodyClass("inputType", inputType),
                bodyClass("outputType", outputType));
    }

    private Class<?> bodyClass(String option, String name) {
        if (name == null) {
            return null;
        }
        Class<?> type = getCamelContext().getClassResolver().resolveClass(name);
        if (type == null) {
            throw new IllegalArgumentException("The option " + option + ": the class '" + name
                    + "' is not on the class path (a nested class is named Outer$Inner)");
        }
        return type;
    }

    ServiceDescription.Declaration declaration(RouteBodies bodies) {
        return new ServiceDescription.Declaration(
                Objects.requireNonNullElse(description, ""),
                // absent unless declared: otherwise the vendor's Python client does not name its function consume
                operationId,
                bodies.inputs(),
                bodies.outputs(),
                Declarations.entries(artifacts));
    }

    RecordChecks recordChecks(RouteBodies bodies) {
        return RecordChecks.of(
                bodies.inputs(), invalidRecords.equals("refuse"), missingInputs.equals("null"), bodies::check);
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

    public String getInputType() {
        return inputType;
    }

    public void setInputType(String inputType) {
        this.inputType = inputType;
    }

    public String getOutputType() {
        return outputType;
    }

    public void setOutputType(String outputType) {
        this.outputType = outputType;
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
}
