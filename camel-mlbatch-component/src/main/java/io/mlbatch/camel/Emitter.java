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
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.apache.camel.Exchange;

import io.mlbatch.client.BatchClient;
import io.mlbatch.client.NotFoundException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceResponse;

/** What becomes of an answer of the server: for each exchange to emit, what fills it. */
interface Emitter {

    /**
     * @param response what the server has just said
     * @param emitted the last status that was emitted, or {@code null}
     */
    List<Consumer<Exchange>> emissions(BatchResponse response, BatchStatus emitted);

    static Emitter of(Emission emission, Set<BatchState> states, BatchClient client, MlbatchBinding binding) {
        switch (emission) {
            case artifact:
                return (response, emitted) -> {
                    // nothing but the status is emitted
                    try (response) {
                        return states.contains(response.state()) ? artifacts(response, client, binding) : List.of();
                    }
                };
            case progress:
                return (response, emitted) -> {
                    try (response) {
                        return progress(response, emitted, states, binding);
                    }
                };
            default:
                return (response, emitted) -> states.contains(response.state())
                        ? List.of(exchange -> binding.writeResponse(exchange, response))
                        : List.of();
        }
    }

    private static List<Consumer<Exchange>> progress(
            BatchResponse response, BatchStatus emitted, Set<BatchState> states, MlbatchBinding binding) {
        boolean wanted = !response.state().isTerminal() || states.contains(response.state());
        return wanted && !response.status().equals(emitted)
                ? List.of(exchange -> binding.writeResponse(exchange, response.withoutResults()))
                : List.of();
    }

    private static List<Consumer<Exchange>> artifacts(
            BatchResponse response, BatchClient client, MlbatchBinding binding) {
        BatchResponse status = response.withoutResults();
        List<Consumer<Exchange>> emissions = new ArrayList<>();
        for (ServiceResponse result : response) {
            int index = result.index();
            for (String name : names(client, response.executionId(), index)) {
                emissions.add(exchange -> binding.writeEmittedArtifact(
                        exchange,
                        status,
                        index,
                        FetchedFile.from(() -> client.artifact(response.executionId(), index, name))));
            }
        }
        return emissions;
    }

    /** What the server lists, not what the result says has changed: only that can be fetched. */
    private static List<String> names(BatchClient client, ExecutionId id, int index) {
        try {
            // no path leads to an empty name
            return client.artifacts(id, index).stream()
                    .filter(name -> !name.isEmpty())
                    .toList();
        } catch (NotFoundException none) {
            return List.of();
        }
    }
}
