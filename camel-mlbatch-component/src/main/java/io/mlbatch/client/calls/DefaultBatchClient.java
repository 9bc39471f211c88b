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

import java.util.List;

import io.mlbatch.client.AccessDeniedException;
import io.mlbatch.client.Artifact;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.CallContext;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.RecordSource;
import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.client.transport.ApiRequest;
import io.mlbatch.client.transport.RequestBody;
import io.mlbatch.client.transport.Transport;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.RecordEncoder;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.BatchResponseJson;
import io.mlbatch.protocol.json.NamesJson;
import io.mlbatch.protocol.json.StartedJson;

/** The calls of the API, each a request and the reading of its answer. */
public final class DefaultBatchClient implements BatchClient {

    private final Transport transport;
    private final ServiceDescriptions descriptions;
    private final boolean validateInput;

    /** @param validateInput check records against the declared inputs before they are sent */
    public DefaultBatchClient(Transport transport, ServiceDescriptions descriptions, boolean validateInput) {
        this.transport = transport;
        this.descriptions = descriptions;
        this.validateInput = validateInput;
    }

    @Override
    public ExecutionId start(ServiceId service, RecordSource records, int parallelCount) {
        CallContext context = CallContext.of(ApiCall.START.label(), service);
        RecordsBody.RecordShaper shaper = shaper(context, service);
        try (RequestBody body = RecordsBody.of(context, records, shaper)) {
            ApiRequest request = ApiRequest.of(ApiCall.START, service)
                    .withQuery("parallelCount=" + parallelCount)
                    .withBody(body);
            return transport.call(request, answer -> StartedJson.read(answer.body(), service));
        } catch (RequestRejectedException e) {
            // perhaps the service was published anew, with other inputs
            descriptions.forget(service);
            throw e;
        }
    }

    private RecordsBody.RecordShaper shaper(CallContext context, ServiceId service) {
        List<Parameter> inputs = descriptions.get(service, transport).inputs();
        if (!inputs.isEmpty()) {
            return new RecordEncoder(inputs, validateInput)::encode;
        }
        if (validateInput) {
            throw new InvalidInputException(
                    context, "the service declares no inputs: it cannot be executed in batch", null);
        }
        return (index, record) -> record;
    }

    @Override
    public BatchResponse results(ExecutionId id, boolean showPartialResults) {
        List<Parameter> definitions = outputs(id.service());
        ApiRequest request = ApiRequest.of(ApiCall.RESULTS, id).withQuery("showPartialResults=" + showPartialResults);
        return transport.call(request, answer -> BatchResponseJson.read(answer.body(), id, definitions));
    }

    /** A server that shows no description gives results all the same: their outputs stay as they come. */
    private List<Parameter> outputs(ServiceId service) {
        try {
            return descriptions.get(service, transport).outputs();
        } catch (NotFoundException | AccessDeniedException notShown) {
            return List.of();
        }
    }

    @Override
    public boolean cancel(ExecutionId id) {
        try {
            return transport.call(ApiRequest.of(ApiCall.CANCEL, id), answer -> true);
        } catch (NotFoundException gone) {
            return false;
        }
    }

    @Override
    public List<ExecutionId> executions(ServiceId service) {
        return transport.call(
                ApiRequest.of(ApiCall.LIST, service),
                answer -> List.copyOf(NamesJson.readExecutions(answer.body(), service)));
    }

    @Override
    public List<String> artifacts(ExecutionId id, int index) {
        return transport.call(
                ApiRequest.of(ApiCall.LIST_ARTIFACTS, id, String.valueOf(index)),
                answer -> List.copyOf(NamesJson.read(answer.body(), "the list of files")));
    }

    @Override
    public Artifact artifact(ExecutionId id, int index, String fileName) {
        return transport.call(
                ApiRequest.of(ApiCall.ARTIFACT, id, String.valueOf(index), fileName),
                answer -> answer.detach(fileName));
    }

    @Override
    public ServiceDescription capabilities(ServiceId service) {
        return descriptions.get(service, transport);
    }
}
