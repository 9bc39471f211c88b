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

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

import org.apache.camel.Exchange;

import io.mlbatch.camel.operation.FetchedFile;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.files.RecordFiles;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceResponse;

/**
 * The exchanges that a consumer emits for one batch response, written one by one.
 *
 * @param size the number of exchanges
 * @param writers write one exchange each; always in the same order for the same execution
 */
record ExchangePlan(int size, Iterator<Consumer<Exchange>> writers) {

    /**
     * Plans the exchanges of a response.
     *
     * @param response with results for the modes that need them
     * @param client lists and fetches files
     */
    static ExchangePlan of(EmitMode mode, BatchResponse response, BatchClient client, MlbatchBinding binding) {
        return switch (mode) {
            case batch, progress -> one(exchange -> binding.writeResponse(exchange, response));
            case item -> items(response, binding);
            case artifact -> artifacts(response, client, binding);
        };
    }

    private static ExchangePlan one(Consumer<Exchange> writer) {
        return new ExchangePlan(1, List.of(writer).iterator());
    }

    private static ExchangePlan items(BatchResponse response, MlbatchBinding binding) {
        BatchResponse status = response.withoutResults();
        Iterator<ServiceResponse> results = response.iterator();
        Iterator<Consumer<Exchange>> writers = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return results.hasNext();
            }

            @Override
            public Consumer<Exchange> next() {
                ServiceResponse result = results.next();
                return exchange -> binding.writeEmittedItem(exchange, status, result);
            }
        };
        return new ExchangePlan(response.results().size(), writers);
    }

    private static ExchangePlan artifacts(BatchResponse response, BatchClient client, MlbatchBinding binding) {
        List<Consumer<Exchange>> writers = new ArrayList<>();
        for (int record = 0; record < response.totalItemCount(); record++) {
            int index = record;
            for (String name : names(client, response.executionId(), index)) {
                writers.add(exchange -> binding.writeEmittedArtifact(
                        exchange,
                        response,
                        index,
                        FetchedFile.from(() -> client.artifact(response.executionId(), index, name))));
            }
        }
        return new ExchangePlan(writers.size(), writers.iterator());
    }

    /** The files that the server lists. A result may name other changed files, but those cannot be fetched. */
    private static List<String> names(BatchClient client, ExecutionId id, int index) {
        // an empty name cannot be part of a path
        return RecordFiles.names(client, id, index).stream()
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
