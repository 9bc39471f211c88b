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

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.security.Caller;

/**
 * Runs analyses that read all results of an execution, one after the other: together they use one thread and the memory
 * of one analysis. Callers take turns: many analyses of one caller delay those of another by one analysis. A waiting
 * analysis holds no thread. Thread-safe.
 */
final class AnalysisQueue {

    private static final int MAX_QUEUED = 16;
    /** A caller with this many leaves the others to further callers. */
    private static final int MAX_QUEUED_OF_ONE = 8;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Executor executor;
    /** By caller; the first one is the next. */
    private final Map<String, Queue<Runnable>> queued = new LinkedHashMap<>();

    /** @param executor runs one task at a time, on a thread of its own */
    AnalysisQueue(Executor executor) {
        this.executor = executor;
    }

    /**
     * Queues an analysis.
     *
     * @param analysis returns the response; its argument returns true when the caller has disconnected
     * @return completes with the response or with the exception of the analysis. Canceling it drops the analysis
     * @throws ApiException 503 if too many analyses are queued
     */
    CompletableFuture<HttpResponse> submit(Caller caller, Function<BooleanSupplier, HttpResponse> analysis) {
        CompletableFuture<HttpResponse> response = new CompletableFuture<>();
        enter(caller, () -> {
            try {
                if (!response.isDone()) {
                    response.complete(analysis.apply(response::isDone));
                }
            } catch (Throwable e) {
                // includes errors: a request without a response would keep its connection open forever
                response.completeExceptionally(e);
            }
        });
        return response;
    }

    private synchronized void enter(Caller caller, Runnable analysis) {
        Queue<Runnable> own = queued.getOrDefault(caller.name(), new ArrayDeque<>());
        int all = queued.values().stream().mapToInt(Queue::size).sum();
        if (all >= MAX_QUEUED || own.size() >= MAX_QUEUED_OF_ONE) {
            throw busy();
        }
        try {
            // waits for the end of this method
            executor.execute(() -> next().run());
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            throw busy();
        }
        own.add(analysis);
        queued.putIfAbsent(caller.name(), own);
    }

    /** The caller of the next analysis moves behind the others. */
    private synchronized Runnable next() {
        String caller = queued.keySet().iterator().next();
        Queue<Runnable> own = queued.remove(caller);
        Runnable analysis = own.remove();
        if (!own.isEmpty()) {
            queued.put(caller, own);
        }
        return analysis;
    }

    private static ApiException busy() {
        return ApiException.unavailable(
                "The host sorts and summarizes the results of one execution at a time, and too many requests wait for"
                        + " it: try again later",
                RETRY_AFTER);
    }
}
