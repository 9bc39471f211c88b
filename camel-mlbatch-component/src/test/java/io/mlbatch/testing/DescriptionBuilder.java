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
package io.mlbatch.testing;

import java.util.List;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;

/**
 * Builds a server's description of a service from the parts that a test names, so that each test shows the relevant
 * ones.
 */
public final class DescriptionBuilder {

    private final ServiceId id;
    private String description;
    private String operationId;
    private List<Parameter> inputs = List.of();
    private List<Parameter> outputs = List.of();
    private List<String> outputFileNames = List.of();

    private DescriptionBuilder(ServiceId id) {
        this.id = id;
    }

    public static DescriptionBuilder of(ServiceId id) {
        return new DescriptionBuilder(id);
    }

    /** A service of which only name and version are known. */
    public static ServiceDescription bare(String name, String version) {
        return of(new ServiceId(name, version)).build();
    }

    public DescriptionBuilder description(String description) {
        this.description = description;
        return this;
    }

    public DescriptionBuilder operationId(String operationId) {
        this.operationId = operationId;
        return this;
    }

    public DescriptionBuilder inputs(List<Parameter> inputs) {
        this.inputs = inputs;
        return this;
    }

    public DescriptionBuilder outputs(List<Parameter> outputs) {
        this.outputs = outputs;
        return this;
    }

    public DescriptionBuilder outputFileNames(String... outputFileNames) {
        this.outputFileNames = List.of(outputFileNames);
        return this;
    }

    public ServiceDescription build() {
        return new ServiceDescription(
                id,
                null,
                null,
                null,
                null,
                null,
                null,
                description,
                operationId,
                inputs,
                outputs,
                outputFileNames,
                null);
    }
}
