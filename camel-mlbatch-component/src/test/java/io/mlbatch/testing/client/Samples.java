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
package io.mlbatch.testing.client;

import java.util.List;
import java.util.Map;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.Results;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.testing.DescriptionBuilder;
import io.mlbatch.testing.Responses;

/** A service, an execution of it, and a server's responses about them. */
public final class Samples {

    public static final ServiceId SERVICE = new ServiceId("TxService", "1.0");
    public static final ExecutionId EXECUTION = new ExecutionId(SERVICE, "9c6be3d2-0b7a-4f0e-8b8e-2f9c5d1c7a11");

    public static final String DESCRIPTION = """
            [{"name":"TxService","version":"1.0",
              "inputParameterDefinitions":[{"name":"hp","type":"numeric"},{"name":"wt","type":"numeric"}],
              "outputParameterDefinitions":[{"name":"answer","type":"numeric"}],
              "outputFileNames":["answer.csv"]}]""";
    public static final String DESCRIPTION_WITHOUT_INPUTS = """
            [{"name":"TxService","version":"1.0","inputParameterDefinitions":[]}]""";
    public static final String STARTED = """
            {"name":"TxService","version":"1.0","batchExecutionId":"9c6be3d2-0b7a-4f0e-8b8e-2f9c5d1c7a11"}""";
    public static final String COMPLETE = """
            {"state":"Complete","completedItemCount":1,"totalItemCount":1,"parallelCount":10,
             "batchExecutionResults":[{"success":true,"errorMessage":"","outputParameters":{"answer":0.5}}]}""";

    public static final String CONSUMED = """
            {"success":true,"errorMessage":"","changedFiles":["answer.csv"],"outputParameters":{"answer":0.5},
             "outputFiles":{"answer.csv":"YSxiCg=="}}""";

    public static final List<Map<String, Object>> RECORDS =
            List.of(Map.of("wt", 2.62, "hp", 110.0), Map.of("hp", 93.0, "wt", 2.32));

    private Samples() {}

    /** A response about {@link #EXECUTION} without results. */
    public static BatchResponse status(BatchState state, int completed, int total) {
        return new BatchResponse(EXECUTION, new BatchStatus(state, completed, total, 10), Results.NONE);
    }

    /** The last response about an execution of one record. */
    public static BatchResponse complete(ExecutionId id) {
        ServiceResponse result = new ServiceResponse(0, true, "", "", Map.of("answer", 0.5), List.of(), List.of());
        return Responses.of(id, new BatchStatus(BatchState.COMPLETE, 1, 1, 10), List.of(result));
    }

    /** The last response about an execution with these results by index; {@code null} where a result is missing. */
    public static BatchResponse complete(List<ServiceResponse> results) {
        BatchStatus status = new BatchStatus(BatchState.COMPLETE, results.size(), results.size(), 10);
        return Responses.of(EXECUTION, status, results);
    }

    /** The content of {@link #DESCRIPTION}. */
    public static ServiceDescription description() {
        return DescriptionBuilder.of(SERVICE)
                .inputs(List.of(new Parameter("hp", ParameterType.NUMERIC), new Parameter("wt", ParameterType.NUMERIC)))
                .outputs(List.of(new Parameter("answer", ParameterType.NUMERIC)))
                .outputFileNames("answer.csv")
                .build();
    }

    /** A server that is unavailable for an unknown time. */
    public static ServerUnavailableException unavailable() {
        return new ServerUnavailableException(
                CallContext.of("results", EXECUTION), 503, "busy", "HTTP 503: busy", null);
    }
}
