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

import org.apache.camel.spi.Metadata;

/** Headers of the scheme {@code mlbatch:}. */
public final class MlbatchConstants {

    @Metadata(
            label = "producer",
            description = "The operation, in the place of the endpoint's.",
            javaType = "io.mlbatch.camel.MlbatchOperation")
    public static final String OPERATION = "CamelMlbatchOperation";

    @Metadata(
            description =
                    "The execution. Given to operations that need one; set by start, execute, results and the consumer.",
            javaType = "String")
    public static final String EXECUTION_ID = "CamelMlbatchExecutionId";

    @Metadata(
            description =
                    "The 0-based index of a record. Given to listArtifacts and artifact, and to download for the files of one"
                            + " record; set by the consumer of artifacts.",
            javaType = "Integer")
    public static final String INDEX = "CamelMlbatchIndex";

    @Metadata(
            description =
                    "The name of a file. Given to artifact, and to download for files of one name; set by the consumer of"
                            + " artifacts.",
            javaType = "String")
    public static final String FILE_NAME = "CamelMlbatchFileName";

    @Metadata(
            label = "producer",
            description = "Threads that the server gives to the batch, in the place of the endpoint's option.",
            javaType = "Integer")
    public static final String PARALLEL_COUNT = "CamelMlbatchParallelCount";

    @Metadata(
            label = "producer",
            description = "Whether results brings the results so far, in the place of the endpoint's option.",
            javaType = "Boolean")
    public static final String SHOW_PARTIAL_RESULTS = "CamelMlbatchShowPartialResults";

    @Metadata(
            label = "producer",
            description = "The folder to which download writes, in the place of the endpoint's option.",
            javaType = "String")
    public static final String DESTINATION = "CamelMlbatchDestination";

    @Metadata(
            label = "producer",
            description =
                    "A key of your own for the next start or execute, sent as Idempotency-Key and removed once the batch is started."
                            + " A server that knows such keys starts one batch for it, however often it is asked. The default is a"
                            + " new one for each exchange.",
            javaType = "String")
    public static final String IDEMPOTENCY_KEY = "CamelMlbatchIdempotencyKey";

    @Metadata(
            description =
                    "The state of the execution: pending, ready, inProgress, complete, failed or canceled; unknown when the server sends another one, or none.",
            javaType = "String")
    public static final String STATE = "CamelMlbatchState";

    @Metadata(description = "Records of the execution that have a result.", javaType = "Integer")
    public static final String COMPLETED_ITEM_COUNT = "CamelMlbatchCompletedItemCount";

    @Metadata(description = "Records of the execution.", javaType = "Integer")
    public static final String TOTAL_ITEM_COUNT = "CamelMlbatchTotalItemCount";

    @Metadata(label = "producer", description = "Set by consume: whether the service succeeded.", javaType = "Boolean")
    public static final String SUCCESS = "CamelMlbatchSuccess";

    @Metadata(label = "producer", description = "Set by consume: why the service failed.", javaType = "String")
    public static final String ERROR_MESSAGE = "CamelMlbatchErrorMessage";

    @Metadata(
            label = "producer",
            description = "Set by cancel: whether there was something to cancel.",
            javaType = "Boolean")
    public static final String CANCELLED = "CamelMlbatchCancelled";

    private MlbatchConstants() {}
}
