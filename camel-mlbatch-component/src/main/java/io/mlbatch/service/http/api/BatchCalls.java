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
package io.mlbatch.service.http.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.json.BatchResponseJson;
import io.mlbatch.protocol.json.NamesJson;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.protocol.json.StartedJson;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.KeyReusedException;

/** The calls about the executions of services. */
final class BatchCalls {

    private static final int DEFAULT_PARALLEL_COUNT = 10;
    /** Bytes from which on a file is not held in memory. */
    private static final int LARGE_FILE = 1 << 20;

    private final ServiceRegistry services;

    BatchCalls(ServiceRegistry services) {
        this.services = services;
    }

    HttpResponse start(HttpRequest request, Caller caller, List<String> values) throws IOException {
        HostedService service = services.requireActive(caller, values.get(0), values.get(1));
        int parallelCount = new Query(request.query()).count("parallelCount", DEFAULT_PARALLEL_COUNT);
        IdempotencyKeyReader keys = new IdempotencyKeyReader(request);
        RecordSizeLimit body = new RecordSizeLimit(keys.body(), service.maxRecordSize());
        try (RecordsJson.RecordIterator records = RecordsJson.read(body)) {
            if (!records.isArray()) {
                // the reader takes JSON lines too, the API does not
                throw ApiException.badRequest("the records: expected a JSON array of objects, found an object");
            }
            if (!records.hasNext()) {
                throw ApiException.badRequest("the records: the array is empty, a batch has at least one record");
            }
            Execution started = service.start(caller.name(), parallelCount, keys.key(), body.watch(records));
            services.handOver(service);
            HttpResponse answer = HttpResponse.json(202, StartedJson.write(started.id()));
            return keys.key()
                    .map(key -> answer.withHeader(IdempotencyKeyReader.HEADER, key.value()))
                    .orElse(answer);
        } catch (KeyReusedException e) {
            throw ApiException.conflict(
                    e.getMessage(),
                    Map.of(IdempotencyKeyReader.HEADER, keys.key().orElseThrow().value()));
        }
    }

    HttpResponse list(HttpRequest request, Caller caller, List<String> values) {
        List<String> ids = service(caller, values).executions(caller.name()).stream()
                .map(ExecutionId::value)
                .toList();
        return HttpResponse.json(200, NamesJson.write(ids));
    }

    HttpResponse results(HttpRequest request, Caller caller, List<String> values) {
        Execution execution = execution(caller, values);
        // the second name is the one that the vendor's published Python client sends
        boolean partial = new Query(request.query()).flag("showPartialResults", "showPartialResult");
        // before the results are looked at: what is counted is there
        BatchStatus status = execution.status();
        return HttpResponse.json(
                200, BatchResponseJson.stream(status, results(service(caller, values), execution, status, partial)));
    }

    private static Iterator<byte[]> results(
            HostedService service, Execution execution, BatchStatus status, boolean partial) {
        if (status.state().isTerminal()) {
            return new ResultIterator(execution, status.totalItemCount(), () -> service.markRead(execution.id()));
        }
        return partial ? new ResultIterator(execution, status.totalItemCount(), () -> {}) : Collections.emptyIterator();
    }

    HttpResponse cancel(HttpRequest request, Caller caller, List<String> values) {
        ExecutionId id = execution(caller, values).id();
        if (!service(caller, values).cancel(id)) {
            throw unknownExecution(values);
        }
        return HttpResponse.json(200, NamesJson.write(List.of(id.value())));
    }

    HttpResponse listArtifacts(HttpRequest request, Caller caller, List<String> values) {
        Execution execution = execution(caller, values);
        return HttpResponse.json(200, NamesJson.write(execution.artifactNames(index(execution, values))));
    }

    HttpResponse artifact(HttpRequest request, Caller caller, List<String> values) throws IOException {
        Execution execution = execution(caller, values);
        int index = index(execution, values);
        String name = values.get(4);
        InputStream content = execution
                .artifact(index, name)
                .orElseThrow(() -> ApiException.notFound(
                        "Record " + index + " of execution '" + execution.id() + "' has no file '" + name + "'"));
        byte[] begin = content.readNBytes(LARGE_FILE);
        if (begin.length < LARGE_FILE) {
            content.close();
            // whole, so that the answer has a length
            return HttpResponse.file(begin);
        }
        return HttpResponse.file(new SequenceInputStream(new ByteArrayInputStream(begin), content));
    }

    private HostedService service(Caller caller, List<String> values) {
        return services.require(caller, values.get(0), values.get(1));
    }

    private Execution execution(Caller caller, List<String> values) {
        return service(caller, values).find(caller.name(), values.get(2)).orElseThrow(() -> unknownExecution(values));
    }

    private static ApiException unknownExecution(List<String> values) {
        return ApiException.notFound("Execution '" + values.get(2) + "' of web service '" + values.get(0) + "/"
                + values.get(1) + "' not found");
    }

    private static int index(Execution execution, List<String> values) {
        String text = values.get(3);
        int total = execution.status().totalItemCount();
        // nine digits always fit
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) >= total) {
            throw ApiException.notFound("Execution '" + execution.id() + "' has no record '" + text
                    + "': its records are 0 to " + (total - 1));
        }
        return Integer.parseInt(text);
    }
}
