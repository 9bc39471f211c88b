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
package io.mlbatch.service.http;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.protocol.json.ServiceResponseJson;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.store.Artifact;
import io.mlbatch.service.store.ItemResult;

/** Request-response: one record, whose result is the answer. A record that fails is an answer as well. */
final class ConsumeCall {

    /** For its turn: clients and gateways give up after a minute or two. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final ServiceRegistry services;
    private final Duration longestWait;

    ConsumeCall(ServiceRegistry services, Duration longestWait) {
        this.services = services;
        this.longestWait = longestWait;
    }

    ApiResponse consume(ApiRequest request, Caller caller, List<String> values) throws IOException {
        HostedService service = services.requireActive(caller, values.get(0), values.get(1));
        Optional<ItemResult> result = compute(service, record(service, request));
        return ApiResponse.json(
                200,
                answer(result.orElseThrow(() -> ApiException.unavailable(
                        "Web service '" + service.id() + "' has no room for the record at the moment", RETRY_AFTER))));
    }

    private static Map<String, Object> record(HostedService service, ApiRequest request) throws IOException {
        Optional<Map<String, Object>> record =
                RecordsJson.readSingle(new RecordGuard(request.body(), service.maxRecordSize()));
        if (record.isEmpty() && !service.description().inputs().isEmpty()) {
            throw ApiException.badRequest("the record is empty: expected a JSON object");
        }
        return record.orElse(Map.of());
    }

    private Optional<ItemResult> compute(HostedService service, Map<String, Object> record) {
        try {
            return service.consume(record, longestWait);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static byte[] answer(ItemResult result) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (Artifact artifact : result.artifacts()) {
            files.put(artifact.name(), artifact.content());
        }
        return ServiceResponseJson.withFiles(result.response(), files);
    }
}
