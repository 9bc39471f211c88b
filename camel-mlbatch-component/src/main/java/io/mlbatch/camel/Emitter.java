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

import io.mlbatch.client.BatchClient;
import io.mlbatch.client.files.RecordFiles;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceResponse;

/** What becomes of an answer of the server: the exchanges to emit. */
interface Emitter {

    /** @param response what the server has said, with results for those emissions that need them */
    Emissions emissions(BatchResponse response);

    static Emitter of(Emission emission, BatchClient client, MlbatchBinding binding) {
        return switch (emission) {
            case batch, progress -> response -> Emissions.one(exchange -> binding.writeResponse(exchange, response));
            case item -> response -> items(response, binding);
            case artifact -> response -> artifacts(response, client, binding);
        };
    }

    private static Emissions items(BatchResponse response, MlbatchBinding binding) {
        BatchResponse status = response.withoutResults();
        Iterator<ServiceResponse> results = response.iterator();
        Iterator<Consumer<Exchange>> fillings = new Iterator<>() {
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
        return new Emissions(response.results().size(), fillings);
    }

    private static Emissions artifacts(BatchResponse response, BatchClient client, MlbatchBinding binding) {
        List<Consumer<Exchange>> fillings = new ArrayList<>();
        for (int record = 0; record < response.totalItemCount(); record++) {
            int index = record;
            for (String name : names(client, response.executionId(), index)) {
                fillings.add(exchange -> binding.writeEmittedArtifact(
                        exchange,
                        response,
                        index,
                        FetchedFile.from(() -> client.artifact(response.executionId(), index, name))));
            }
        }
        return new Emissions(fillings.size(), fillings.iterator());
    }

    /** What the server lists, not what the result says has changed: only that can be fetched. */
    private static List<String> names(BatchClient client, ExecutionId id, int index) {
        // no path leads to an empty name
        return RecordFiles.names(client, id, index).stream()
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
