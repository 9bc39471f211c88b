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

import java.net.URI;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

import io.mlbatch.protocol.ApiCall;
import io.mlbatch.service.security.Caller;

/**
 * Serves the batch API: finds the call of a request, checks whether the caller may make it, and serves it. Failures
 * become error responses.
 */
public final class BatchApi implements RequestHandler {

    /** The files of the page have no data. */
    private static final Set<ApiCall> WITHOUT_TOKEN =
            EnumSet.of(ApiCall.LOGIN, ApiCall.REFRESH, ApiCall.STATUS, ApiCall.PAGE, ApiCall.PAGE_FILE);

    private final Map<ApiCall, CallHandler> handlers = new EnumMap<>(ApiCall.class);
    private final Map<ApiCall, AsyncCallHandler> asyncHandlers = new EnumMap<>(ApiCall.class);
    private final ServiceRegistry services;
    private final AccessControl access;
    private final BatchCalls batches;

    /**
     * @param timer ends the wait of single records that do not get their turn
     * @param publicUrl the URL that callers use, if a proxy is in front of the host
     * @param further the calls of operators, and those of the page if the host has one
     */
    public BatchApi(
            ServiceRegistry services,
            AccessControl access,
            HostStatus status,
            ScheduledExecutorService timer,
            Optional<URI> publicUrl,
            Map<ApiCall, AsyncCallHandler> further) {
        this.services = services;
        this.access = access;
        ServiceCalls descriptions = new ServiceCalls(services, status, publicUrl);
        batches = new BatchCalls(services);
        handlers.put(ApiCall.LOGIN, access::login);
        handlers.put(ApiCall.REFRESH, access::refresh);
        handlers.put(ApiCall.REVOKE, access::revoke);
        handlers.put(ApiCall.REVOKE_IN_PATH, access::revoke);
        handlers.put(ApiCall.STATUS, descriptions::status);
        handlers.put(ApiCall.SERVICES, descriptions::all);
        handlers.put(ApiCall.VERSIONS, descriptions::versions);
        handlers.put(ApiCall.DESCRIBE, descriptions::version);
        handlers.put(ApiCall.SWAGGER, descriptions::swagger);
        handlers.put(ApiCall.START, batches::start);
        handlers.put(ApiCall.LIST, new ListCall(services)::list);
        handlers.put(ApiCall.RESULTS, batches::results);
        handlers.put(ApiCall.RECORDS, batches::records);
        handlers.put(ApiCall.CANCEL, batches::cancel);
        handlers.put(ApiCall.LIST_ARTIFACTS, batches::listArtifacts);
        handlers.put(ApiCall.ARTIFACT, batches::artifact);
        asyncHandlers.put(ApiCall.CONSUME, new ConsumeCall(services, timer)::consume);
        asyncHandlers.putAll(further);
    }

    @Override
    public boolean mayBlock(HttpRequest request) {
        return access.mayBlock()
                && call(request, matches(request.target()))
                        .filter(call -> !WITHOUT_TOKEN.contains(call))
                        .isPresent();
    }

    @Override
    public AdmittedCall admit(HttpRequest request) {
        Map<ApiCall, PathValues> matches = matches(request.target());
        access.requireAllowedPeer(request, matches.containsKey(ApiCall.PAGE));
        services.requireAny();
        if (matches.isEmpty()) {
            throw ApiException.notFound("The API has no call with this path");
        }
        ApiCall call = call(request, matches)
                .orElseThrow(() -> ApiException.methodNotAllowed(
                        request.method(),
                        matches.keySet().stream().map(ApiCall::method).sorted().collect(Collectors.joining(", "))));
        PathValues path = matches.get(call);
        Caller caller = WITHOUT_TOKEN.contains(call) ? Caller.ANYONE : access.caller(request);
        if (CallKind.of(call) == CallKind.UPLOAD) {
            // rejects the request before the client sends its body
            services.requireActive(caller, path);
        }
        return new AdmittedCall(call, caller, path);
    }

    private static Optional<ApiCall> call(HttpRequest request, Map<ApiCall, PathValues> matches) {
        // the server omits the body of the response to HEAD
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        return matches.keySet().stream()
                .filter(call -> call.method().equals(method))
                .findFirst();
    }

    @Override
    public Optional<PreferredWait> preferredWait(HttpRequest request, AdmittedCall admitted) {
        return admitted.call() == ApiCall.RESULTS
                ? batches.preferredWait(request, admitted.caller(), admitted.path())
                : Optional.empty();
    }

    @Override
    public CompletableFuture<HttpResponse> handle(HttpRequest request, AdmittedCall admitted) {
        try {
            AsyncCallHandler async = asyncHandlers.get(admitted.call());
            if (async != null) {
                return served(request, async.handle(request, admitted.caller(), admitted.path()));
            }
            return CompletableFuture.completedFuture(
                    handlers.get(admitted.call()).handle(request, admitted.caller(), admitted.path()));
        } catch (Throwable e) {
            // includes errors: a request without a response would keep its connection open forever
            return CompletableFuture.completedFuture(ErrorResponses.of(request, e));
        }
    }

    private static CompletableFuture<HttpResponse> served(HttpRequest request, CompletableFuture<HttpResponse> result) {
        CompletableFuture<HttpResponse> response = result.exceptionally(failure -> ErrorResponses.of(request, failure));
        response.whenComplete((done, failure) -> {
            if (response.isCancelled()) {
                result.cancel(false);
            }
        });
        return response;
    }

    /** Returns the calls with the path of the request, of any method, with the values of the placeholders. */
    private static Map<ApiCall, PathValues> matches(RequestTarget target) {
        // only the prefix is removed: the name of a root may occur again in the values of placeholders
        Map<ApiCall, PathValues> matches = new EnumMap<>(ApiCall.class);
        if (target.path().startsWith(target.contextPath())) {
            String path = target.path().substring(target.contextPath().length());
            for (ApiCall call : ApiCall.values()) {
                call.match(path).ifPresent(values -> matches.put(call, new PathValues(values)));
            }
        }
        return matches;
    }
}
