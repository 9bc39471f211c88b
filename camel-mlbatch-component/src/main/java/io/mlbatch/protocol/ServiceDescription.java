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
package io.mlbatch.protocol;

import java.util.List;
import java.util.Objects;

/**
 * The description of a service that a server returns ({@code GET /services/{name}/{version}}). Texts that the server
 * omits are {@code null}, lists are empty.
 *
 * @param id name and version
 * @param publishedBy the user who published it ({@code versionPublishedBy})
 * @param creationTime the time of publication, as the server writes it: ISO 8601 without a zone
 * @param snapshotId the vendor's snapshot
 * @param runtimeType {@code R}, {@code Python}, {@code Realtime} or another
 * @param initCode only for the owner
 * @param code only for the owner
 * @param description a text for people
 * @param operationId the name of the operation in generated clients; {@code ConsumeWebService} if the service does not
 *     declare one
 * @param inputs declared inputs, in order
 * @param outputs declared outputs, in order
 * @param outputFileNames files that a record can create
 * @param myPermission {@code read/write} or {@code read only}
 */
public record ServiceDescription(
        ServiceId id,
        String publishedBy,
        String creationTime,
        String snapshotId,
        String runtimeType,
        String initCode,
        String code,
        String description,
        String operationId,
        List<Parameter> inputs,
        List<Parameter> outputs,
        List<String> outputFileNames,
        String myPermission) {

    /**
     * Describes a service that this library hosts: without snapshot and code, and with all permissions.
     *
     * @param publishedBy the user who published it
     * @param creationTime the time of publication
     * @param runtimeType the runtime that it states
     * @param declaration its texts and parameters
     */
    public static ServiceDescription hosted(
            ServiceId id, String publishedBy, String creationTime, String runtimeType, Declaration declaration) {
        return new ServiceDescription(
                id,
                publishedBy,
                creationTime,
                null,
                runtimeType,
                null,
                null,
                declaration.description(),
                declaration.operationId(),
                declaration.inputs(),
                declaration.outputs(),
                declaration.outputFileNames(),
                "read/write");
    }

    /**
     * The part of a description that a hosted service declares.
     *
     * @param description a text for people
     * @param operationId the name of the operation in generated clients; {@code null} if it is not declared
     */
    public record Declaration(
            String description,
            String operationId,
            List<Parameter> inputs,
            List<Parameter> outputs,
            List<String> outputFileNames) {}

    public ServiceDescription {
        Objects.requireNonNull(id, "id");
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        outputFileNames = List.copyOf(outputFileNames);
    }
}
