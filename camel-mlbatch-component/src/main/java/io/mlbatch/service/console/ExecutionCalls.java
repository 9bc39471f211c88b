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

import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.json.ExecutionSummaryJson;
import io.mlbatch.protocol.json.ValueJson;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.http.api.ExecutionLookup;
import io.mlbatch.service.http.api.HttpRequest;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.http.api.ListCall;
import io.mlbatch.service.http.api.PathValues;
import io.mlbatch.service.http.api.Query;
import io.mlbatch.service.http.api.ServiceRegistry;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.store.SummaryQuery;

/** Returns the details of executions, of all services together. */
final class ExecutionCalls {

    private final ServiceRegistry services;
    private final ExecutionLookup lookup;
    private final Clock clock = Clock.systemUTC();

    ExecutionCalls(ServiceRegistry services, ExecutionLookup lookup) {
        this.services = services;
        this.lookup = lookup;
    }

    /** Returns the newest executions that the caller may read, with the parameters of the API's list. */
    HttpResponse all(HttpRequest request, Caller caller, PathValues path) {
        Query query = new Query(request.target().query());
        SummaryQuery selection = ListCall.selection(query);
        List<ExecutionSummary> summaries = services.all(caller).stream()
                .filter(service -> query.text("service")
                        .filter(name -> !name.equals(service.id().toString()))
                        .isEmpty())
                .flatMap(service -> service.summaries(caller, selection).stream())
                .sorted(Comparator.comparingLong(ExecutionSummary::sequence).reversed())
                .limit(selection.limit())
                .toList();
        boolean more = summaries.size() == selection.limit();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(
                "executions",
                summaries.stream().map(ExecutionSummaryJson::fields).toList());
        document.put("next", more ? summaries.get(summaries.size() - 1).sequence() : null);
        document.put("now", clock.instant().toString());
        return HttpResponse.json(200, ValueJson.bytes(document));
    }

    HttpResponse one(HttpRequest request, Caller caller, PathValues path) {
        HostedService service = lookup.service(caller, path);
        ExecutionSummary summary =
                service.summary(caller, path.executionId()).orElseThrow(() -> ExecutionLookup.unknown(path));
        return HttpResponse.json(200, ValueJson.bytes(ExecutionSummaryJson.fields(summary)));
    }
}
