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
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.RecordSource;
import io.mlbatch.client.StartRequest;
import io.mlbatch.client.StartedBatch;
import io.mlbatch.client.UnknownOutcomeException;
import io.mlbatch.client.transport.ApiRequest;
import io.mlbatch.client.transport.ApiRequestBody;
import io.mlbatch.client.transport.Transport;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.StartedJson;
import io.mlbatch.protocol.spool.SpoolFactory;

/**
 * Sends the records of a batch.
 *
 * @param validateInput whether records are checked against the declared inputs before they are sent
 * @param spools keep records for the results
 * @param cancel cancels a batch that the server started from some of the records
 */
record StartCall(Transport transport, boolean validateInput, SpoolFactory spools, Predicate<ExecutionId> cancel) {

    StartedBatch run(ServiceId service, List<Parameter> inputs, RecordSource records, StartRequest start) {
        CallContext context = CallContext.of(ApiCall.START.label(), service);
        if (inputs.isEmpty() && validateInput) {
            throw new InvalidInputException(
                    context,
                    "the service declares no inputs: it cannot be executed in batch; validateInput=false sends records"
                            + " without a check",
                    null);
        }
        RecordsBody encoded = new RecordsBody(
                context, records.forInputs(inputs), shaper(inputs, start), () -> new SentRecords(start, spools));
        boolean complete = false;
        try (ApiRequestBody body = encoded.array()) {
            ExecutionId id = send(
                    ApiRequest.of(ApiCall.START, service)
                            .withQuery("parallelCount=" + start.parallelCount())
                            .withIdempotencyKey(start.idempotencyKey())
                            .withTrace(start.trace())
                            .withBody(body),
                    encoded);
            StartedBatch started = started(id, encoded);
            complete = true;
            return started;
        } finally {
            if (!complete && encoded.sent() != null) {
                encoded.sent().close();
            }
        }
    }

    private RecordsBody.RecordShaper shaper(List<Parameter> inputs, StartRequest start) {
        RecordsBody.RecordShaper declared = RecordsBody.RecordShaper.of(inputs, validateInput);
        if (inputs.isEmpty() || !start.sendsUndeclared()) {
            return declared;
        }
        Set<String> names = inputs.stream().map(Parameter::name).collect(Collectors.toSet());
        return (index, record, fields) -> {
            declared.shape(index, record, fields);
            record.forEach((name, value) -> {
                if (!names.contains(name)) {
                    fields.accept(name, value);
                }
            });
        };
    }

    private ExecutionId send(ApiRequest request, RecordsBody records) {
        ExecutionId started;
        try {
            started = transport.call(
                    request,
                    response ->
                            StartedJson.read(response.body(), request.context().service()));
        } catch (UnknownOutcomeException e) {
            throw records.failure()
                    .map(invalid -> InvalidInputs.afterStart(request.context(), invalid, e))
                    .orElseThrow(() -> e);
        } catch (MlbatchException e) {
            // as expected, the server did not start a batch from invalid JSON
            throw records.failure().orElseThrow(() -> e);
        }
        if (records.failure().isPresent()) {
            throw canceled(started, records.failure().get());
        }
        return started;
    }

    private StartedBatch started(ExecutionId id, RecordsBody records) {
        try {
            return records.sent().started(id);
        } catch (IOException e) {
            throw canceled(id, new InvalidInputs(CallContext.of(ApiCall.START.label(), id.service())).unreadable(e));
        }
    }

    /**
     * Cancels the batch that the server started from the records before the invalid one, because its results are not
     * wanted.
     */
    private InvalidInputException canceled(ExecutionId started, InvalidInputException invalid) {
        try {
            cancel.test(started);
            return invalid;
        } catch (MlbatchException e) {
            return InvalidInputs.afterStart(CallContext.of(ApiCall.START.label(), started), invalid, e);
        }
    }
}
