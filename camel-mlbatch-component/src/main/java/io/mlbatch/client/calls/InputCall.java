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
package io.mlbatch.client.calls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.MalformedAnswerException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.transport.ApiRequest;
import io.mlbatch.client.transport.ApiResponse;
import io.mlbatch.client.transport.Transport;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.InputRecords;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.protocol.json.SwaggerJson;
import io.mlbatch.protocol.spool.SpoolFactory;

/**
 * Reads the input records of an execution, which a server of this library returns, and joins them with its results.
 *
 * @param spools keep the records until the response is closed
 */
record InputCall(Transport transport, SpoolFactory spools) {

    /** Fewer requests would save little; a page that fails is requested again as a whole. */
    private static final int PAGE = 10_000;

    /** Returns the response with the input of its results. Closes the response when the input cannot be read. */
    BatchResponse join(BatchResponse response) {
        if (response.results().size() == 0) {
            return response;
        }
        try {
            InputRecords inputs = read(response.executionId(), response.totalItemCount());
            return new BatchResponse(response.executionId(), response.status(), inputs.join(response.results()));
        } catch (NotFoundException e) {
            response.close();
            require(response.api());
            throw e;
        } catch (RuntimeException | Error e) {
            response.close();
            throw e;
        }
    }

    private InputRecords read(ExecutionId id, int total) {
        try (InputRecords.Writer inputs = new InputRecords.Writer(spools)) {
            while (inputs.size() < total) {
                int from = inputs.size();
                ApiRequest page = ApiRequest.of(ApiCall.RECORDS, id)
                        .withQuery("from=" + from + "&count=" + Math.min(PAGE, total - from));
                transport.call(page, response -> append(response, inputs, from));
                if (inputs.size() == from) {
                    throw new MalformedAnswerException(
                            page.context(), "the server sent " + from + " of " + total + " input records", null);
                }
            }
            return inputs.finish();
        } catch (IOException e) {
            throw new MlbatchException(
                    CallContext.of(ApiCall.RECORDS.label(), id),
                    "the input records cannot be kept: " + e.getMessage(),
                    e);
        }
    }

    /** Appends the records of a page. When the request is repeated, those that were appended before are skipped. */
    private static Void append(ApiResponse response, InputRecords.Writer inputs, int from) throws IOException {
        try {
            RecordsJson.RecordIterator records = RecordsJson.read(response.body());
            for (int index = from; records.hasNext(); index++) {
                Map<String, Object> record = records.next();
                if (index >= inputs.size()) {
                    inputs.add(record);
                }
            }
            return null;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** @throws MlbatchException when the server does not return input records, or its description cannot be read */
    void require(ServiceId service) {
        ApiRequest description = ApiRequest.of(ApiCall.SWAGGER, service);
        boolean described;
        try {
            described = transport.call(description, response -> SwaggerJson.hasRecords(response.body()));
        } catch (NotFoundException | MalformedAnswerException notDescribed) {
            described = false;
        }
        if (!described) {
            throw new MlbatchException(
                    CallContext.of(ApiCall.RECORDS.label(), service),
                    "joinInput needs a server that returns input records, and this one has no such call"
                            + " (GET /api/{service}/{version}/batch/{executionId}/records). Set joinInput=false, or"
                            + " join in the step that starts the batch: operation=execute keeps the input itself",
                    null);
        }
    }
}
