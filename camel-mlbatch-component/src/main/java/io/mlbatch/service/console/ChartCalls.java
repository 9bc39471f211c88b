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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
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

/** Returns the data of charts, which need one pass over the results of an execution. */
final class ChartCalls {

    private static final int DEFAULT_POINTS = 2_000;
    private static final int MAX_POINTS = 5_000;
    /** Summaries of a hundred columns with 32 bins each. */
    private static final long MAX_SUMMARY_BYTES = 4 << 20;

    private record Key(ExecutionId execution, boolean inputs) {}

    private final ExecutionLookup lookup;
    private final AnalysisQueue queue;
    private final SnapshotCache<Key, byte[]> summaries =
            new SnapshotCache<>(MAX_SUMMARY_BYTES, document -> document.length, System::nanoTime);

    ChartCalls(ExecutionLookup lookup, AnalysisQueue queue) {
        this.lookup = lookup;
        this.queue = queue;
    }

    /** Returns the histograms of the numeric outputs and, if requested, inputs. */
    CompletableFuture<HttpResponse> summary(HttpRequest request, Caller caller, PathValues path) {
        HostedService service = lookup.service(caller, path);
        Execution execution = lookup.execution(caller, path);
        Key key = new Key(execution.id(), new Query(request.target().query()).flag("inputs"));
        Optional<byte[]> kept = summaries.find(key, execution.status());
        return kept.isPresent()
                ? CompletableFuture.completedFuture(HttpResponse.json(200, kept.get()))
                : queue.submit(
                        caller,
                        canceled -> HttpResponse.json(
                                200,
                                summaries
                                        .find(key, execution.status())
                                        .orElseGet(() -> summarize(service, execution, key, canceled))));
    }

    private byte[] summarize(HostedService service, Execution execution, Key key, BooleanSupplier canceled) {
        BatchStatus status = execution.status();
        ColumnSummaries columns = new ColumnSummaries();
        new Pass(execution, service.description(), canceled).forEach(key.inputs(), index -> true, columns::add);
        byte[] document = ValueJson.bytes(columns.fields(status.state().isTerminal()));
        summaries.put(key, status, document);
        return document;
    }

    /** Returns the numbers of two columns for an evenly spaced sample of the records. */
    CompletableFuture<HttpResponse> points(HttpRequest request, Caller caller, PathValues path) {
        HostedService service = lookup.service(caller, path);
        Execution execution = lookup.execution(caller, path);
        Query query = new Query(request.target().query());
        Column x = column(query, "x");
        Column y = column(query, "y");
        int count = Math.min(query.count("count", DEFAULT_POINTS), MAX_POINTS);
        return queue.submit(
                caller,
                canceled -> HttpResponse.json(
                        200, points(execution, new Pass(execution, service.description(), canceled), x, y, count)));
    }

    private static Column column(Query query, String parameter) {
        return Column.parse(
                parameter,
                query.text(parameter)
                        .orElseThrow(() -> ApiException.badRequest("The parameter " + parameter + " is missing")));
    }

    private static byte[] points(Execution execution, Pass pass, Column x, Column y, int count) {
        int total = execution.status().totalItemCount();
        int step = Math.max(1, (total + count - 1) / count);
        List<Object> xs = new ArrayList<>();
        List<Object> ys = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        boolean withInput = x.kind() == Column.Kind.INPUT || y.kind() == Column.Kind.INPUT;
        pass.forEach(withInput, index -> index % step == 0, row -> {
            Object valueX = row.cell(x);
            Object valueY = row.cell(y);
            if (isFinite(valueX) && isFinite(valueY)) {
                xs.add(valueX);
                ys.add(valueY);
                indexes.add(row.index());
            }
        });
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("x", xs);
        document.put("y", ys);
        document.put("index", indexes);
        document.put("sampled", step > 1);
        document.put("of", total);
        return ValueJson.bytes(document);
    }

    static boolean isFinite(Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue());
    }
}
