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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.mlbatch.protocol.ApiCall;
import io.mlbatch.service.security.Caller;

/** The API: finds the call of a request, asks whether the caller may make it, and answers it, errors included. */
final class BatchApi {

    private static final Set<ApiCall> WITHOUT_TOKEN = EnumSet.of(ApiCall.LOGIN, ApiCall.REFRESH, ApiCall.STATUS);

    private final Map<ApiCall, CallHandler> handlers = new EnumMap<>(ApiCall.class);
    private final Access access;

    BatchApi(ServiceRegistry services, Access access) {
        this.access = access;
        ServiceCalls described = new ServiceCalls(services);
        BatchCalls calls = new BatchCalls(services);
        handlers.put(ApiCall.LOGIN, access::login);
        handlers.put(ApiCall.REFRESH, access::refresh);
        handlers.put(ApiCall.REVOKE, access::revoke);
        handlers.put(ApiCall.REVOKE_IN_PATH, access::revoke);
        handlers.put(ApiCall.STATUS, StatusCall::status);
        handlers.put(ApiCall.SERVICES, described::all);
        handlers.put(ApiCall.VERSIONS, described::versions);
        handlers.put(ApiCall.DESCRIBE, described::version);
        handlers.put(ApiCall.SWAGGER, described::swagger);
        handlers.put(ApiCall.CONSUME, new ConsumeCall(services, ConsumeCall.LONGEST_WAIT)::consume);
        handlers.put(ApiCall.START, calls::start);
        handlers.put(ApiCall.LIST, calls::list);
        handlers.put(ApiCall.RESULTS, calls::results);
        handlers.put(ApiCall.CANCEL, calls::cancel);
        handlers.put(ApiCall.LIST_ARTIFACTS, calls::listArtifacts);
        handlers.put(ApiCall.ARTIFACT, calls::artifact);
    }

    /** Never throws an exception: every failure is an answer. */
    ApiResponse handle(ApiRequest request) {
        try {
            return answer(request);
        } catch (Exception e) {
            return ErrorResponses.of(request, e);
        }
    }

    private ApiResponse answer(ApiRequest request) throws IOException {
        access.requireAllowedPeer(request);
        // the server leaves the body of the answer out
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        Map<ApiCall, List<String>> matches = matches(request);
        for (Map.Entry<ApiCall, List<String>> match : matches.entrySet()) {
            ApiCall call = match.getKey();
            if (call.method().equals(method)) {
                Caller caller = WITHOUT_TOKEN.contains(call) ? Caller.ANYONE : access.caller(request);
                return handlers.get(call).handle(request, caller, match.getValue());
            }
        }
        throw ApiException.methodNotAllowed(
                request.method(),
                matches.keySet().stream().map(ApiCall::method).sorted().collect(Collectors.joining(", ")));
    }

    /** The calls that have the request's path, whatever their method, with the values of the placeholders. */
    private Map<ApiCall, List<String>> matches(ApiRequest request) {
        String path = request.path();
        // the server may have a context path in front of the root
        for (int start = path.indexOf(request.root()); start >= 0; start = path.indexOf(request.root(), start + 1)) {
            Map<ApiCall, List<String>> matches = new EnumMap<>(ApiCall.class);
            for (ApiCall call : handlers.keySet()) {
                Optional<List<String>> values = call.match(path.substring(start));
                values.ifPresent(found -> matches.put(call, found));
            }
            if (!matches.isEmpty()) {
                return matches;
            }
        }
        throw ApiException.notFound("There is nothing at this path");
    }
}
