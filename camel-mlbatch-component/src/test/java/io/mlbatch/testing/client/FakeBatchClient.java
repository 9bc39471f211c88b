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

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.mlbatch.client.Artifact;
import io.mlbatch.client.BatchClient;
import io.mlbatch.client.RecordSource;
import io.mlbatch.client.StartRequest;
import io.mlbatch.client.StartedBatch;
import io.mlbatch.client.waiting.Poller;
import io.mlbatch.client.waiting.WaitListener;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServerStatus;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.ServiceResponse;

/**
 * A client that returns the scripted responses of a test, each once and the last one repeatedly, and records each call
 * with its time. A response that is an exception is thrown. Thread-safe.
 */
public final class FakeBatchClient implements BatchClient {

    private final Clock clock;
    private final Map<String, Deque<Object>> answers = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>();

    /**
     * One call.
     *
     * @param operation the name of the method
     * @param arguments the arguments of the method
     * @param at when
     */
    public record Asked(String operation, List<Object> arguments, Instant at) {}

    /** @param clock the times of the calls */
    public FakeBatchClient(Clock clock) {
        this.clock = clock;
    }

    /**
     * Scripts the responses to one operation, named like its method. An exception is thrown; a {@link Supplier} makes
     * its response while the call is in progress.
     */
    public synchronized FakeBatchClient on(String operation, Object... inThisOrder) {
        answers.computeIfAbsent(operation, name -> new ArrayDeque<>()).addAll(List.of(inThisOrder));
        return this;
    }

    /** The calls so far. */
    public synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Polls this client on the thread that asks. */
    public Poller poller() {
        return new Poller((id, limit) -> poll(id, status -> true), Runnable::run, WaitListener.NONE);
    }

    private synchronized Object answer(String operation, Object... arguments) {
        asked.add(new Asked(operation, List.of(arguments), clock.instant()));
        Deque<Object> script = answers.get(operation);
        if (script == null) {
            throw new AssertionError("No answer is written down for " + operation);
        }
        Object answer = script.size() > 1 ? script.removeFirst() : script.getFirst();
        if (answer instanceof RuntimeException failure) {
            throw failure;
        }
        if (answer instanceof Supplier<?> meanwhile) {
            return meanwhile.get();
        }
        return answer;
    }

    @Override
    public StartedBatch start(ServiceId service, RecordSource records, StartRequest request) {
        return new StartedBatch((ExecutionId) answer("start", service, records, request), 0);
    }

    @Override
    public BatchResponse joinInput(BatchResponse response, Duration limit) {
        return (BatchResponse) answer("joinInput", response);
    }

    @Override
    public void requireInput(ServiceId service) {
        answer("requireInput", service);
    }

    @Override
    public BatchResponse results(ExecutionId id, boolean showPartialResults) {
        return (BatchResponse) answer("results", id, showPartialResults);
    }

    /** The response as scripted, with the results that the caller wants. */
    @Override
    public BatchResponse poll(ExecutionId id, Predicate<BatchStatus> wanted, Duration limit) {
        return (BatchResponse) answer("poll", id);
    }

    @Override
    public boolean cancel(ExecutionId id) {
        return (boolean) answer("cancel", id);
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<ExecutionId> executions(ServiceId service) {
        return (List<ExecutionId>) answer("executions", service);
    }

    @Override
    public void executions(ServiceId service, Consumer<ExecutionId> each) {
        executions(service).forEach(each);
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<String> artifacts(ExecutionId id, int index) {
        return (List<String>) answer("artifacts", id, index);
    }

    @Override
    public Artifact artifact(ExecutionId id, int index, String fileName) {
        return (Artifact) answer("artifact", id, index, fileName);
    }

    @Override
    public ServiceDescription capabilities(ServiceId service) {
        return (ServiceDescription) answer("capabilities", service);
    }

    @Override
    public ServiceResponse consume(ServiceId service, RecordSource record) {
        return (ServiceResponse) answer("consume", service, record);
    }

    @Override
    public String swagger(ServiceId service) {
        return (String) answer("swagger", service);
    }

    @Override
    public ServerStatus status() {
        return (ServerStatus) answer("status");
    }
}
