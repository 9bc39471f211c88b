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

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;

import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.http.api.ExecutionLookup;
import io.mlbatch.service.http.api.HttpRequest;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.http.api.PathValues;
import io.mlbatch.service.http.api.Query;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.store.Execution;

/**
 * Returns rows of an execution: by index as they are in the store, or in another order, which needs one pass over all
 * results. Orders are kept for the next page of the table.
 */
final class RowsCall {

    private static final int DEFAULT_ROWS = 50;
    private static final int MAX_ROWS = 500;

    /** Share of the heap for the keys of the one sort that runs, and for all orders that are kept. */
    private static final int HEAP_SHARE = 8;

    private record Key(ExecutionId execution, Sort sort) {}

    /** @param index returns the index of the record at a position */
    private record Selection(int matching, IntUnaryOperator index, OptionalInt failed, int ahead) {}

    private final ExecutionLookup lookup;
    private final AnalysisQueue queue;
    private final ScheduledExecutorService timer;
    private final long maxBytes = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    private final SnapshotCache<Key, RowOrder> orders =
            new SnapshotCache<>(maxBytes, RowOrder::bytes, System::nanoTime);

    /** @param timer releases the memory of unused orders */
    RowsCall(ExecutionLookup lookup, AnalysisQueue queue, ScheduledExecutorService timer) {
        this.lookup = lookup;
        this.queue = queue;
        this.timer = timer;
    }

    CompletableFuture<HttpResponse> rows(HttpRequest request, Caller caller, PathValues path) {
        HostedService service = lookup.service(caller, path);
        Execution execution = lookup.execution(caller, path);
        Query query = new Query(request.target().query());
        int from = query.index("from");
        int count = Math.min(query.count("count", DEFAULT_ROWS), MAX_ROWS);
        Sort sort = Sort.parse(query);
        if (!sort.needsPass()) {
            return CompletableFuture.completedFuture(
                    response(service, execution, byIndex(execution, sort, count), from, count));
        }
        Key key = new Key(execution.id(), sort);
        Optional<RowOrder> kept = orders.find(key, execution.status());
        return kept.isPresent()
                ? CompletableFuture.completedFuture(response(service, execution, selection(kept.get()), from, count))
                : queue.submit(
                        caller,
                        canceled -> response(
                                service,
                                execution,
                                // an earlier task of the queue may have sorted the same table
                                selection(orders.find(key, execution.status())
                                        .orElseGet(() -> sort(service, execution, key, canceled))),
                                from,
                                count));
    }

    private static Selection byIndex(Execution execution, Sort sort, int count) {
        int total = execution.status().totalItemCount();
        return sort.descending()
                ? new Selection(total, position -> total - 1 - position, OptionalInt.empty(), 1)
                : new Selection(total, position -> position, OptionalInt.empty(), count);
    }

    private static Selection selection(RowOrder order) {
        return new Selection(order.count(), position -> order.indexes()[position], OptionalInt.of(order.failed()), 1);
    }

    private RowOrder sort(HostedService service, Execution execution, Key key, BooleanSupplier canceled) {
        Sort sort = key.sort();
        boolean withInput = sort.column()
                .filter(column -> column.kind() == Column.Kind.INPUT)
                .isPresent();
        BatchStatus status = execution.status();
        SortKeys keys = new SortKeys(status.completedItemCount(), maxBytes);
        new Pass(execution, service.description(), canceled)
                .forEach(
                        withInput,
                        index -> true,
                        row -> keys.add(
                                row.index(),
                                row.isFailed(),
                                sort.column().map(row::cell).orElse(null)));
        RowOrder order = RowOrder.of(keys, sort);
        orders.put(key, status, order);
        timer.schedule(
                orders::removeExpired, SnapshotCache.UNUSED.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
        return order;
    }

    private static HttpResponse response(
            HostedService service, Execution execution, Selection selection, int from, int count) {
        BatchStatus status = execution.status();
        RowReader reader = new RowReader(execution, service.description(), selection.ahead());
        TableDocument table = new TableDocument(service.description());
        int end = from + Math.min(count, Math.max(0, selection.matching() - from));
        for (int position = from; position < end && !table.isFull(); position++) {
            table.add(reader.read(selection.index().applyAsInt(position)));
        }
        return HttpResponse.json(200, table.write(status, selection.matching(), selection.failed()));
    }
}
