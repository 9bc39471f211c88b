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
            description = "The operation; overrides the option.",
            javaType = "io.mlbatch.camel.MlbatchOperation")
    public static final String OPERATION = "CamelMlbatchOperation";

    @Metadata(
            label = "consumer",
            description = "The input record of the result, with emit=item and joinInput.",
            javaType = "java.util.Map")
    public static final String INPUT = "CamelMlbatchInput";

    @Metadata(
            description =
                    "The id of the execution. Input of operations on one execution; set by start, execute (as soon as the server has acknowledged the start), await, results and the consumer.",
            javaType = "String")
    public static final String EXECUTION_ID = "CamelMlbatchExecutionId";

    @Metadata(
            description =
                    "The 0-based index of a record. Input of listArtifacts, artifact, and download for the files of one record;"
                            + " set by the consumer with emit=item and emit=artifact.",
            javaType = "Integer")
    public static final String INDEX = "CamelMlbatchIndex";

    @Metadata(
            description =
                    "The name of a file. Input of artifact, and of download for files of one name; set by the consumer with"
                            + " emit=artifact.",
            javaType = "String")
    public static final String FILE_NAME = "CamelMlbatchFileName";

    @Metadata(
            label = "producer",
            description = "The number of records that the server processes at the same time; overrides the option.",
            javaType = "Integer")
    public static final String PARALLEL_COUNT = "CamelMlbatchParallelCount";

    @Metadata(
            label = "producer",
            description = "Whether results returns the results so far; overrides the option.",
            javaType = "Boolean")
    public static final String SHOW_PARTIAL_RESULTS = "CamelMlbatchShowPartialResults";

    @Metadata(
            label = "producer",
            description = "The folder to which download writes; overrides the option.",
            javaType = "String")
    public static final String DESTINATION = "CamelMlbatchDestination";

    @Metadata(
            label = "producer",
            description =
                    "The key for the next start or execute, sent as Idempotency-Key and removed once the batch has started. A"
                            + " server that supports such keys starts one batch for all requests with the same key. The default is"
                            + " a new key for each exchange.",
            javaType = "String")
    public static final String IDEMPOTENCY_KEY = "CamelMlbatchIdempotencyKey";

    @Metadata(
            description =
                    "The state of the execution: pending, ready, inProgress, complete, failed or canceled; unknown when the server sends another state, or no state.",
            javaType = "String")
    public static final String STATE = "CamelMlbatchState";

    @Metadata(description = "The number of records that have a result.", javaType = "Integer")
    public static final String COMPLETED_ITEM_COUNT = "CamelMlbatchCompletedItemCount";

    @Metadata(description = "The number of records of the execution.", javaType = "Integer")
    public static final String TOTAL_ITEM_COUNT = "CamelMlbatchTotalItemCount";

    @Metadata(
            description =
                    "Whether the service succeeded for the record; set by consume, and by the consumer with emit=item.",
            javaType = "Boolean")
    public static final String SUCCESS = "CamelMlbatchSuccess";

    @Metadata(
            description =
                    "The error of the service for a failed record; set by consume, and by the consumer with emit=item.",
            javaType = "String")
    public static final String ERROR_MESSAGE = "CamelMlbatchErrorMessage";

    @Metadata(label = "producer", description = "Set by cancel: whether the execution existed.", javaType = "Boolean")
    public static final String CANCELLED = "CamelMlbatchCancelled";

    @Metadata(
            label = "producer",
            description =
                    "The trace of the exchange in the form of W3C Trace Context, which a start and consume send to"
                            + " the server. Tracing components of Camel set it. An invalid value is ignored.",
            javaType = "String")
    public static final String TRACEPARENT = "traceparent";

    @Metadata(
            label = "producer",
            description = "The state of the trace, sent together with traceparent.",
            javaType = "String")
    public static final String TRACESTATE = "tracestate";

    private MlbatchConstants() {}
}
