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
import java.util.HashMap;
import java.util.Map;
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
 * of one analysis. A waiting analysis holds no thread. Thread-safe.
 */
final class AnalysisQueue {

    private static final int MAX_QUEUED = 16;
    /** Maximum number of analyses of one caller: the other places are for further callers. */
    private static final int MAX_QUEUED_OF_ONE = 8;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Executor executor;
    private final Map<String, Integer> queuedByCaller = new HashMap<>();

    /** @param executor runs one task at a time */
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
        enter(caller);
        CompletableFuture<HttpResponse> response = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    if (!response.isDone()) {
                        response.complete(analysis.apply(response::isDone));
                    }
                } catch (Throwable e) {
                    // includes errors: a request without a response would keep its connection open forever
                    response.completeExceptionally(e);
                } finally {
                    leave(caller);
                }
            });
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            leave(caller);
            throw busy();
        }
        return response;
    }

    private synchronized void enter(Caller caller) {
        int all = queuedByCaller.values().stream().mapToInt(Integer::intValue).sum();
        if (all >= MAX_QUEUED || queuedByCaller.getOrDefault(caller.name(), 0) >= MAX_QUEUED_OF_ONE) {
            throw busy();
        }
        queuedByCaller.merge(caller.name(), 1, Integer::sum);
    }

    private synchronized void leave(Caller caller) {
        queuedByCaller.computeIfPresent(caller.name(), (name, queued) -> queued == 1 ? null : queued - 1);
    }

    private static ApiException busy() {
        return ApiException.unavailable(
                "The host sorts and summarizes the results of one execution at a time, and too many requests wait for"
                        + " it: try again later",
                RETRY_AFTER);
    }
}
