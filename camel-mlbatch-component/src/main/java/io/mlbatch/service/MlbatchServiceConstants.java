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

import org.apache.camel.spi.Metadata;

/** The headers of the exchanges that a hosted service sends to its route, one exchange per record or chunk. */
public final class MlbatchServiceConstants {

    @Metadata(
            label = "consumer",
            description = "The id of the batch execution that the record belongs to.",
            javaType = "String")
    public static final String EXECUTION_ID = "CamelMlbatchExecutionId";

    @Metadata(
            label = "consumer",
            description = "The 0-based index of the record within its batch; in a chunk, that of its first record.",
            javaType = "Integer")
    public static final String INDEX = "CamelMlbatchIndex";

    @Metadata(
            label = "consumer",
            description = "The number of records that the exchange carries; 1 unless the option chunkSize is set.",
            javaType = "Integer")
    public static final String CHUNK_SIZE = "CamelMlbatchChunkSize";

    @Metadata(label = "consumer", description = "The number of records of the batch.", javaType = "Integer")
    public static final String TOTAL_ITEM_COUNT = "CamelMlbatchTotalItemCount";

    @Metadata(
            label = "consumer",
            description = "The name of the user who started the batch or sent the record; absent if callers do not log"
                    + " in.",
            javaType = "String")
    public static final String USER = "CamelMlbatchUser";

    @Metadata(
            label = "consumer",
            description =
                    "The trace of the start in the form of W3C Trace Context, if its request had one; the parent of"
                            + " the exchange's span.",
            javaType = "String")
    public static final String TRACEPARENT = "traceparent";

    /**
     * The prefix of exchange variables that are artifacts of the record: {@code mlbatch.artifact.answer.csv} is its
     * artifact {@code answer.csv}. In a chunk, {@code mlbatch.artifact.3/answer.csv} belongs to the record at position
     * 3. The value is of any type that Camel converts to bytes: text, bytes, a stream, a file. The names are in
     * alphabetical order and, as for all Camel variables, not case-sensitive.
     */
    public static final String ARTIFACT_VARIABLE = "mlbatch.artifact.";

    private MlbatchServiceConstants() {}
}
