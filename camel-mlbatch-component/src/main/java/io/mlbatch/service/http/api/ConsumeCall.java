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

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.protocol.json.ServiceResponseJson;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.engine.SingleRecord;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.ProducedArtifact;

/** Computes one record and returns its result as the response. A failed result is a response as well. */
final class ConsumeCall {

    /** The longest wait of a record for its turn: clients and gateways time out after a minute or two. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final ServiceRegistry services;
    private final ScheduledExecutorService timer;

    /** @param timer ends the wait of records that do not get their turn */
    ConsumeCall(ServiceRegistry services, ScheduledExecutorService timer) {
        this.services = services;
        this.timer = timer;
    }

    /**
     * Reads the record and queues it.
     *
     * @return completes with the response or with an {@link ApiException}. Canceling it drops the record, or its result
     *     if the computation has begun
     */
    CompletableFuture<HttpResponse> consume(HttpRequest request, Caller caller, PathValues path) throws IOException {
        ServiceRegistry.Start start = services.begin(caller, path);
        boolean queued = false;
        try {
            CompletableFuture<HttpResponse> response = consume(request, caller, start.service());
            response.whenComplete((done, failure) -> start.close());
            queued = true;
            return response;
        } finally {
            if (!queued) {
                start.close();
            }
        }
    }

    private CompletableFuture<HttpResponse> consume(HttpRequest request, Caller caller, HostedService service)
            throws IOException {
        SingleRecord single = service.consume(caller.name(), request.headers().trace(), record(service, request));
        Future<?> end = timer.schedule(single::dropIfQueued, LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<HttpResponse> response =
                single.outcome().thenApply(result -> response(service, result)).toCompletableFuture();
        response.whenComplete((done, failure) -> {
            end.cancel(false);
            if (response.isCancelled()) {
                single.drop();
            }
        });
        return response;
    }

    private static Map<String, Object> record(HostedService service, HttpRequest request) throws IOException {
        Optional<Map<String, Object>> record =
                RecordsJson.readSingle(new RecordSizeLimit(request.body(), service.maxRecordSize()));
        if (record.isEmpty() && !service.description().inputs().isEmpty()) {
            throw ApiException.badRequest("the record is empty: expected a JSON object");
        }
        return record.orElse(Map.of());
    }

    private static HttpResponse response(HostedService service, Optional<ItemResult> result) {
        return HttpResponse.json(
                200,
                json(result.orElseThrow(() -> ApiException.unavailable(
                        "Web service '" + service.id() + "' cannot compute the record at the moment: try again later",
                        RETRY_AFTER))));
    }

    private static byte[] json(ItemResult result) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (ProducedArtifact artifact : result.artifacts()) {
            files.put(artifact.name(), artifact.content());
        }
        return ServiceResponseJson.withFiles(result.response(), files);
    }
}
