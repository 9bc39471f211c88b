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

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.apache.camel.Exchange;

import io.mlbatch.camel.operation.DownloadOperation;
import io.mlbatch.camel.operation.ExecuteOperation;
import io.mlbatch.camel.operation.FetchedFile;
import io.mlbatch.camel.operation.OperationRequest;
import io.mlbatch.camel.operation.StartOperation;
import io.mlbatch.client.BatchClient;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;

/** The table of the producer's operations: the call of each, and the method that writes its result. */
final class Operations {

    private final BatchClient client;
    private final Map<MlbatchOperation, Operation<?>> table = new EnumMap<>(MlbatchOperation.class);

    Operations(
            BatchClient client,
            StartOperation start,
            ExecuteOperation execute,
            DownloadOperation download,
            MlbatchBinding binding,
            boolean joinsInput) {
        this.client = client;
        table.put(MlbatchOperation.start, now(start::run, binding::writeStarted));
        table.put(MlbatchOperation.execute, new Operation<>(execute::run, binding::writeExecuted, false));
        table.put(MlbatchOperation.await, new Operation<>(execute::await, binding::writeResponse, false));
        table.put(MlbatchOperation.results, now(request -> results(request, joinsInput), binding::writeResponse));
        table.put(
                MlbatchOperation.cancel,
                now(request -> client.cancel(request.requiredExecutionId()), binding::writeCancelled));
        table.put(MlbatchOperation.list, now(this::list, binding::writeNames));
        table.put(
                MlbatchOperation.listArtifacts,
                now(
                        request -> client.artifacts(request.requiredExecutionId(), request.requiredIndex()),
                        binding::writeNames));
        table.put(
                MlbatchOperation.artifact,
                new Operation<>(
                        request -> CompletableFuture.completedFuture(artifact(request)), binding::writeArtifact, true));
        table.put(MlbatchOperation.download, now(download::run, binding::writeNames));
        table.put(
                MlbatchOperation.capabilities,
                now(request -> client.capabilities(request.service()), binding::writeDescription));
        table.put(
                MlbatchOperation.consume,
                now(
                        request -> client.consume(request.service(), request.records(), request.trace()),
                        binding::writeResult));
        table.put(MlbatchOperation.swagger, now(request -> client.swagger(request.service()), binding::writeJson));
    }

    Operation<?> get(MlbatchOperation operation) {
        return table.get(operation);
    }

    private BatchResponse results(OperationRequest request, boolean joinsInput) {
        BatchResponse response = client.results(request.requiredExecutionId(), request.showPartialResults());
        return joinsInput ? client.joinInput(response, null) : response;
    }

    private FetchedFile artifact(OperationRequest request) {
        ExecutionId id = request.requiredExecutionId();
        int index = request.requiredIndex();
        String fileName = request.requiredFileName();
        return FetchedFile.from(() -> client.artifact(id, index, fileName));
    }

    private List<String> list(OperationRequest request) {
        return client.executions(request.service()).stream()
                .map(ExecutionId::value)
                .toList();
    }

    private static <R> Operation<R> now(Function<OperationRequest, R> call, BiConsumer<Exchange, R> write) {
        return new Operation<>(request -> CompletableFuture.completedFuture(call.apply(request)), write, false);
    }

    /**
     * One operation.
     *
     * @param call runs it
     * @param write writes its result to the exchange
     * @param streams whether the result is read from the connection until the exchange is done
     */
    record Operation<R>(
            Function<OperationRequest, CompletableFuture<R>> call, BiConsumer<Exchange, R> write, boolean streams) {}
}
