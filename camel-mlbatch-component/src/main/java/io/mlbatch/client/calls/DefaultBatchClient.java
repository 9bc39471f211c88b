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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.client.AccessDeniedException;
import io.mlbatch.client.Artifact;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.CallContext;
import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.client.RecordSource;
import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.client.StartRequest;
import io.mlbatch.client.StartedBatch;
import io.mlbatch.client.transport.ApiRequest;
import io.mlbatch.client.transport.ApiRequestBody;
import io.mlbatch.client.transport.ApiResponse;
import io.mlbatch.client.transport.Deadline;
import io.mlbatch.client.transport.Transport;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ServerStatus;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.TraceContext;
import io.mlbatch.protocol.json.BatchResponseJson;
import io.mlbatch.protocol.json.NamesJson;
import io.mlbatch.protocol.json.ServerStatusJson;
import io.mlbatch.protocol.json.ServiceResponseJson;
import io.mlbatch.protocol.json.SwaggerJson;
import io.mlbatch.protocol.spool.SpoolFactory;

/** Client that sends each call of the API as one request and reads its response. */
public final class DefaultBatchClient implements BatchClient {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultBatchClient.class);

    // about 100 bytes each
    private static final int MAX_LISTED = 500_000;

    private final Transport transport;
    private final ServiceDescriptions descriptions;
    private final boolean validateInput;
    private final SpoolFactory spools;
    private final String operation;
    private final AtomicBoolean skippedLogged = new AtomicBoolean();

    /**
     * @param validateInput whether records are checked against the declared inputs before they are sent
     * @param spools store the results
     */
    public DefaultBatchClient(
            Transport transport, ServiceDescriptions descriptions, boolean validateInput, SpoolFactory spools) {
        this(transport, descriptions, validateInput, spools, null);
    }

    /** @param operation in errors; {@code null} for the names of the calls */
    private DefaultBatchClient(
            Transport transport,
            ServiceDescriptions descriptions,
            boolean validateInput,
            SpoolFactory spools,
            String operation) {
        this.operation = operation;
        this.transport = transport;
        this.descriptions = descriptions;
        this.validateInput = validateInput;
        this.spools = spools;
    }

    @Override
    public BatchClient during(String other) {
        return new DefaultBatchClient(transport.during(other), descriptions, validateInput, spools, other);
    }

    private String named(ApiCall call) {
        return operation == null ? call.label() : operation;
    }

    @Override
    public StartedBatch start(ServiceId service, RecordSource records, StartRequest start) {
        try {
            return new StartCall(transport, validateInput, spools, this::cancel)
                    .run(
                            service,
                            descriptions
                                    .get(service, transport, named(ApiCall.START))
                                    .inputs(),
                            records,
                            start);
        } catch (RequestRejectedException e) {
            // the service may have been published again, with other inputs
            descriptions.forget(service);
            throw e;
        }
    }

    @Override
    public BatchResponse joinInput(BatchResponse response, Duration limit) {
        return new InputCall(transport.endingBy(Deadline.after(limit)), spools).join(response);
    }

    @Override
    public void requireInput(ServiceId service) {
        new InputCall(transport, spools).require(service);
    }

    @Override
    public BatchResponse results(ExecutionId id, boolean showPartialResults) {
        return results(
                transport,
                id,
                showPartialResults,
                status -> showPartialResults || status.state().isTerminal());
    }

    @Override
    public BatchResponse poll(ExecutionId id, Predicate<BatchStatus> wanted, Duration limit) {
        Transport limited = transport.endingBy(Deadline.after(limit));
        return results(limited, id, false, status -> status.state().isTerminal() && wanted.test(status));
    }

    /** @param wanted needed because a server can send partial results without a request for them */
    private BatchResponse results(
            Transport over, ExecutionId id, boolean showPartialResults, Predicate<BatchStatus> wanted) {
        List<Parameter> definitions = outputs(id.service(), over);
        ApiRequest request = ApiRequest.results(id, showPartialResults).during(named(ApiCall.RESULTS));
        return over.call(request, response -> {
            ResultsCheck check = new ResultsCheck(wanted);
            return check.checked(
                    BatchResponseJson.read(response.body(), id, definitions, spools, check), request.context());
        });
    }

    /**
     * Returns the declared outputs. A server without a description returns results nevertheless: their outputs are not
     * converted.
     */
    private List<Parameter> outputs(ServiceId service, Transport over) {
        try {
            return descriptions.get(service, over, named(ApiCall.RESULTS)).outputs();
        } catch (NotFoundException | AccessDeniedException notShown) {
            return List.of();
        }
    }

    @Override
    public boolean cancel(ExecutionId id) {
        try {
            return transport.call(ApiRequest.of(ApiCall.CANCEL, id), response -> {
                NamesJson.requireNoPage(response.body(), "the response to cancel");
                return true;
            });
        } catch (NotFoundException gone) {
            if (gone.isHtml()) {
                throw gone;
            }
            return false;
        }
    }

    @Override
    public List<ExecutionId> executions(ServiceId service) {
        ApiRequest request = ApiRequest.of(ApiCall.LIST, service);
        return transport.call(request, response -> {
            List<ExecutionId> executions = new ArrayList<>();
            readExecutions(response, service, id -> {
                if (executions.size() == MAX_LISTED) {
                    throw new MlbatchException(
                            request.context(),
                            "the server lists more than " + MAX_LISTED
                                    + " executions: delete those that are not needed",
                            null);
                }
                executions.add(id);
            });
            return List.copyOf(executions);
        });
    }

    @Override
    public void executions(ServiceId service, Consumer<ExecutionId> each) {
        transport.call(ApiRequest.of(ApiCall.LIST, service), response -> {
            readExecutions(response, service, each);
            return null;
        });
    }

    private void readExecutions(ApiResponse response, ServiceId service, Consumer<ExecutionId> each)
            throws IOException {
        long skipped = NamesJson.readExecutions(response.body(), service, each);
        if (skipped > 0 && !skippedLogged.getAndSet(true)) {
            LOG.warn(
                    "The server's list of executions of {} has {} entries that are not execution ids. They are skipped;"
                            + " this is logged once",
                    service,
                    skipped);
        }
    }

    @Override
    public List<String> artifacts(ExecutionId id, int index) {
        return transport.call(
                ApiRequest.of(ApiCall.LIST_ARTIFACTS, id, String.valueOf(index)),
                response -> List.copyOf(NamesJson.read(response.body(), "the list of files")));
    }

    @Override
    public Artifact artifact(ExecutionId id, int index, String fileName) {
        return transport.call(
                ApiRequest.of(ApiCall.ARTIFACT, id, String.valueOf(index), fileName),
                response -> response.detach(fileName));
    }

    @Override
    public <T> T artifact(ExecutionId id, int index, String fileName, Function<Artifact, T> reader) {
        return transport.call(ApiRequest.of(ApiCall.ARTIFACT, id, String.valueOf(index), fileName), response -> {
            try (Artifact artifact = response.detach(fileName)) {
                return reader.apply(artifact);
            }
        });
    }

    @Override
    public ServiceDescription capabilities(ServiceId service) {
        return descriptions.refresh(service, transport);
    }

    @Override
    public ServiceResponse consume(ServiceId service, RecordSource record) {
        return consume(service, record, Optional.empty());
    }

    @Override
    public ServiceResponse consume(ServiceId service, RecordSource record, Optional<TraceContext> trace) {
        ServiceDescription description = descriptions.get(service, transport, named(ApiCall.CONSUME));
        CallContext context = CallContext.of(ApiCall.CONSUME.label(), service);
        RecordsBody encoded = new RecordsBody(
                context,
                record.forInputs(description.inputs()),
                RecordsBody.RecordShaper.of(description.inputs(), validateInput));
        try (ApiRequestBody body = encoded.single()) {
            return transport.call(
                    ApiRequest.of(ApiCall.CONSUME, service).withTrace(trace).withBody(body),
                    response -> ServiceResponseJson.read(response.body(), description.outputs()));
        } catch (RequestRejectedException e) {
            descriptions.forget(service);
            throw e;
        }
    }

    @Override
    public String swagger(ServiceId service) {
        return transport.call(
                ApiRequest.of(ApiCall.SWAGGER, service),
                // the transport limits the length
                response -> SwaggerJson.read(response.body()));
    }

    @Override
    public ServerStatus status() {
        return transport.call(ApiRequest.of(ApiCall.STATUS), response -> ServerStatusJson.read(response.body()));
    }
}
