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
import java.util.Optional;

import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.IdempotencyHeader;
import io.mlbatch.protocol.IteratorInputStream;
import io.mlbatch.protocol.json.BatchResponseJson;
import io.mlbatch.protocol.json.NamesJson;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.protocol.json.StartedJson;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.KeyReusedException;

/** The calls that start, list, read and cancel executions. */
final class BatchCalls {

    /** Smallest size in bytes of files that are not held in memory. */
    private static final int LARGE_FILE = 1 << 20;

    /** Input records in a response that does not state a count. */
    private static final int DEFAULT_RECORDS = 1_000;

    /** Input records in a response at most, so that no request lasts for a whole batch. */
    private static final int MAX_RECORDS = 10_000;

    private final ServiceRegistry services;
    private final ExecutionLookup lookup;

    BatchCalls(ServiceRegistry services) {
        this.services = services;
        this.lookup = new ExecutionLookup(services);
    }

    HttpResponse start(HttpRequest request, Caller caller, PathValues path) throws IOException {
        try (ServiceRegistry.Start start = services.begin(caller, path)) {
            return start(request, caller, start.service());
        }
    }

    private HttpResponse start(HttpRequest request, Caller caller, HostedService service) throws IOException {
        Query query = new Query(request.target().query());
        int parallelCount = query.count("parallelCount", service.parallelCount());
        IdempotencyKeyReader keyReader = new IdempotencyKeyReader(request);
        RecordSizeLimit body = new RecordSizeLimit(keyReader.body(), service.maxRecordSize());
        try (RecordsReader.Records records = new RecordsReader(request, query).read(body, service)) {
            Execution started = service.start(
                    caller.name(),
                    parallelCount,
                    keyReader.key(),
                    request.headers().trace(),
                    body.watch(records.iterator()));
            services.handOver(service);
            HttpResponse response = HttpResponse.json(202, StartedJson.write(started.id()));
            return keyReader
                    .key()
                    .map(key -> response.withHeader(IdempotencyHeader.NAME, key.value()))
                    .orElse(response);
        } catch (KeyReusedException e) {
            throw ApiException.conflict(
                    e.getMessage(),
                    Map.of(IdempotencyHeader.NAME, keyReader.key().orElseThrow().value()));
        }
    }

    HttpResponse results(HttpRequest request, Caller caller, PathValues path) {
        Execution execution = lookup.execution(caller, path);
        // the vendor's published Python client sends the second name
        boolean partial = new Query(request.target().query()).flag("showPartialResults", "showPartialResult");
        // read before the results, so that every counted result is there
        BatchStatus status = execution.status();
        HostedService service = lookup.service(caller, path);
        return new AcceptedTypes(request.headers().accept()).preferCsv()
                ? csv(service, execution, status, partial)
                : HttpResponse.json(
                        200, BatchResponseJson.stream(status, results(service, execution, status, partial)));
    }

    private static HttpResponse csv(HostedService service, Execution execution, BatchStatus status, boolean partial) {
        boolean ended = status.state().isTerminal();
        if (!ended && !partial) {
            // CSV cannot state that results are missing
            throw ApiException.conflict(
                    "Execution '" + execution.id() + "' has not ended: " + status.completedItemCount() + " of "
                            + status.totalItemCount() + " records completed. Wait for its end (Prefer: wait=60), or"
                            + " request the results so far (showPartialResults=true)",
                    Map.of());
        }
        return HttpResponse.csv(new IteratorInputStream(new CsvResults(
                () -> ended
                        ? ResultIterator.ofAll(execution::results, status.totalItemCount(), () -> {})
                        : ResultIterator.ofAvailable(execution::results, status.totalItemCount()),
                service.description().outputs(),
                ended ? () -> service.markRead(execution.id()) : () -> {})));
    }

    /** Returns nothing while the service does not compute: its executions do not end. */
    Optional<PreferredWait> preferredWait(HttpRequest request, Caller caller, PathValues path) {
        Optional<Integer> seconds = PreferredWait.seconds(request.headers().prefer());
        HostedService service = lookup.service(caller, path);
        return seconds.isEmpty() || service.isPaused()
                ? Optional.empty()
                : Optional.of(new PreferredWait(seconds.get(), service, lookup.execution(caller, path)));
    }

    private static Iterator<byte[]> results(
            HostedService service, Execution execution, BatchStatus status, boolean partial) {
        if (status.state().isTerminal()) {
            return ResultIterator.ofAll(
                    execution::results, status.totalItemCount(), () -> service.markRead(execution.id()));
        }
        return partial
                ? ResultIterator.ofAvailable(execution::results, status.totalItemCount())
                : Collections.emptyIterator();
    }

    HttpResponse records(HttpRequest request, Caller caller, PathValues path) {
        Execution execution = lookup.execution(caller, path);
        Query query = new Query(request.target().query());
        int total = execution.status().totalItemCount();
        int from = Math.min(query.index("from"), total);
        int count = Math.min(query.count("count", DEFAULT_RECORDS), MAX_RECORDS);
        return HttpResponse.json(
                200, RecordsJson.stream(new InputIterator(execution, from, from + Math.min(count, total - from))));
    }

    HttpResponse cancel(HttpRequest request, Caller caller, PathValues path) {
        ExecutionId id = lookup.execution(caller, path).id();
        if (!lookup.service(caller, path).cancel(id)) {
            throw ExecutionLookup.unknown(path);
        }
        return HttpResponse.json(200, NamesJson.write(List.of(id.value())));
    }

    HttpResponse listArtifacts(HttpRequest request, Caller caller, PathValues path) {
        Execution execution = lookup.execution(caller, path);
        return HttpResponse.json(200, NamesJson.write(execution.artifactNames(ExecutionLookup.index(execution, path))));
    }

    HttpResponse artifact(HttpRequest request, Caller caller, PathValues path) throws IOException {
        Execution execution = lookup.execution(caller, path);
        int index = ExecutionLookup.index(execution, path);
        String name = path.fileName();
        InputStream content = execution
                .artifact(index, name)
                .orElseThrow(() -> ApiException.notFound(
                        "Record " + index + " of execution '" + execution.id() + "' has no file '" + name + "'"));
        byte[] begin = content.readNBytes(LARGE_FILE);
        if (begin.length < LARGE_FILE) {
            content.close();
            // as a whole, so that the response has a Content-Length
            return HttpResponse.file(begin);
        }
        return HttpResponse.file(new SequenceInputStream(new ByteArrayInputStream(begin), content));
    }
}
