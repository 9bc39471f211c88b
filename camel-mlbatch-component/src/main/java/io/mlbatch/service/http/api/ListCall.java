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

import java.util.OptionalLong;
import java.util.Set;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.json.ExecutionSummaryJson;
import io.mlbatch.protocol.json.NamesJson;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.store.SummaryQuery;

/** Lists the executions of a service: their ids as the vendor's servers do, or their details page by page. */
public final class ListCall {

    /** Number of executions in a response to a caller who does not state a limit. */
    private static final int DEFAULT_LIMIT = 100;

    /** Maximum number of executions in a response. */
    private static final int MAX_LIMIT = 1_000;

    private final ServiceRegistry services;

    ListCall(ServiceRegistry services) {
        this.services = services;
    }

    HttpResponse list(HttpRequest request, Caller caller, PathValues path) {
        HostedService service = services.require(caller, path);
        Query query = new Query(request.target().query());
        return HttpResponse.json(
                200,
                query.flag("details")
                        ? ExecutionSummaryJson.write(service.summaries(caller, selection(query)))
                        : NamesJson.write(service.executions(caller).stream()
                                .map(ExecutionId::value)
                                .toList()));
    }

    /**
     * Reads the parameters of a list with details.
     *
     * @throws ApiException 400 if one of them is malformed
     */
    public static SummaryQuery selection(Query query) {
        return new SummaryQuery(
                Set.of(),
                query.text("owner"),
                query.text("state").map(ListCall::states).orElse(Set.of()),
                query.text("before").isPresent() ? OptionalLong.of(query.wholeNumber("before")) : OptionalLong.empty(),
                Math.min(query.count("limit", DEFAULT_LIMIT), MAX_LIMIT));
    }

    /** @throws ApiException 400 if the text is not a comma-separated list of states */
    private static Set<BatchState> states(String text) {
        try {
            return BatchState.parseAll(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("The parameter state: " + e.getMessage());
        }
    }
}
