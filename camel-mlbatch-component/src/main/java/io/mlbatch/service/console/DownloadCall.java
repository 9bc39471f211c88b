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
package io.mlbatch.service.console;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.IteratorInputStream;
import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.csv.CsvLines;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.protocol.json.ValueJson;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.http.api.ExecutionLookup;
import io.mlbatch.service.http.api.HttpRequest;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.http.api.PathValues;
import io.mlbatch.service.http.api.Query;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.StoreException;

/** Returns all records of an ended execution beside their results, as a file in CSV or JSON. */
final class DownloadCall {

    private final ExecutionLookup lookup;
    private final AnalysisQueue queue;

    DownloadCall(ExecutionLookup lookup, AnalysisQueue queue) {
        this.lookup = lookup;
        this.queue = queue;
    }

    CompletableFuture<HttpResponse> download(HttpRequest request, Caller caller, PathValues path) {
        HostedService service = lookup.service(caller, path);
        Execution execution = lookup.execution(caller, path);
        BatchStatus status = execution.status();
        if (!status.state().isTerminal()) {
            // neither format can state that results are missing
            throw ApiException.conflict(
                    "Execution '" + execution.id() + "' has not ended: " + status.completedItemCount() + " of "
                            + status.totalItemCount() + " records completed. Wait for its end",
                    Map.of());
        }
        String format = new Query(request.target().query()).text("format").orElse("csv");
        return switch (format) {
            case "csv" -> queue.submit(caller, canceled -> csv(service, execution, canceled));
            case "json" -> CompletableFuture.completedFuture(json(service, execution));
            default -> throw ApiException.badRequest("The parameter format must be csv or json, not '" + format + "'");
        };
    }

    /** Reads everything once to know the columns, which the first line names. */
    private static HttpResponse csv(HostedService service, Execution execution, BooleanSupplier canceled) {
        ServiceDescription description = service.description();
        Set<String> inputs = new LinkedHashSet<>();
        description.inputs().forEach(input -> inputs.add(input.name()));
        new Pass(execution, description, canceled)
                .forEach(true, index -> true, row -> inputs.addAll(row.sent().keySet()));
        CsvLines lines = new CsvLines(() -> results(execution, description, Row::sent), inputs);
        InputStream first = new ByteArrayInputStream(lines.next());
        return file(
                execution,
                "csv",
                "text/csv; charset=utf-8",
                new SequenceInputStream(first, new IteratorInputStream(marking(service, execution, lines))));
    }

    private static HttpResponse json(HostedService service, Execution execution) {
        Iterator<ServiceResponse> results = results(execution, service.description(), Row::input);
        Iterator<byte[]> objects = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return results.hasNext();
            }

            @Override
            public byte[] next() {
                return ValueJson.bytes(fields(results.next()));
            }
        };
        return file(
                execution,
                "json",
                "application/json; charset=utf-8",
                RecordsJson.stream(marking(service, execution, objects)));
    }

    private static Map<String, Object> fields(ServiceResponse result) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("index", result.index());
        fields.put("success", result.success());
        fields.put("error", result.error());
        fields.put("input", result.input());
        fields.put("outputs", result.rawOutputs());
        fields.put("files", result.changedFiles());
        return fields;
    }

    private static Iterator<ServiceResponse> results(
            Execution execution, ServiceDescription service, Function<Row, Map<String, Object>> record) {
        RowReader reader = new RowReader(execution, service, RowReader.MANY);
        int total = execution.status().totalItemCount();
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < total;
            }

            @Override
            public ServiceResponse next() {
                Row row = reader.read(next++);
                // every record of an ended execution has a result
                return row.result()
                        .orElseThrow(StoreException::deletedMeanwhile)
                        .withInput(record.apply(row));
            }
        };
    }

    /** Marks the results as read when the last part has been read. */
    private static Iterator<byte[]> marking(HostedService service, Execution execution, Iterator<byte[]> parts) {
        return new Iterator<>() {
            private boolean marked;

            @Override
            public boolean hasNext() {
                boolean more = parts.hasNext();
                if (!more && !marked) {
                    marked = true;
                    service.markRead(execution.id());
                }
                return more;
            }

            @Override
            public byte[] next() {
                return parts.next();
            }
        };
    }

    private static HttpResponse file(Execution execution, String extension, String type, InputStream content) {
        // a name may contain a quote or any letter
        String name = (execution.id().service() + "-" + execution.id().value()).replaceAll("[^A-Za-z0-9._-]", "-");
        return HttpResponse.attachment(type, name + "." + extension, content);
    }
}
