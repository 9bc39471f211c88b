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

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.json.FieldsJson;
import io.mlbatch.service.cluster.ClusterNode;
import io.mlbatch.service.operator.Drain;
import io.mlbatch.service.operator.HostOperator;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.store.StoreSize;

/** The calls that report how much of the host is used, and drain it. */
public final class OperatorCalls {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** Maximum number of users in a response: those who hold the most. */
    private static final int MAX_USERS = 1_000;

    private final Supplier<HostOperator> host;
    private final Optional<ClusterNode> node;

    /**
     * @param host returns the view of operators; {@code null} while the host is starting
     * @param node this node of a cluster; empty for a single host
     */
    public OperatorCalls(Supplier<HostOperator> host, Optional<ClusterNode> node) {
        this.host = host;
        this.node = node;
    }

    public Map<ApiCall, AsyncCallHandler> handlers() {
        return Map.of(
                ApiCall.USAGE, AsyncCallHandler.of(this::usage),
                ApiCall.DRAIN, AsyncCallHandler.of(this::drain),
                ApiCall.END_DRAIN, AsyncCallHandler.of(this::endDrain));
    }

    private HostOperator operator() {
        HostOperator operator = host.get();
        if (operator == null) {
            throw ApiException.unavailable("The host is starting or stopping", RETRY_AFTER);
        }
        return operator;
    }

    /** Reports the executions and bytes of the caller and their limits; to operators those of all users. */
    private HttpResponse usage(HttpRequest request, Caller caller, PathValues path) {
        HostOperator operator = operator();
        Map<String, StoreSize> sizes = operator.sizes();
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("user", caller.name());
        usage.put("admin", operator.isAdmin(caller));
        usage.put("draining", operator.drain().isActive());
        usage.putAll(figures(sizes.getOrDefault(caller.name(), StoreSize.EMPTY), operator.limit(caller.name(), sizes)));
        if (operator.isAdmin(caller)) {
            Map<String, Object> store = figures(StoreSize.sum(sizes.values()), operator.limit());
            store.put("failing", operator.isFailing());
            usage.put("store", store);
            usage.put("users", users(operator, sizes));
            node.ifPresent(each -> usage.put("nodes", nodes(each)));
        }
        return HttpResponse.json(200, FieldsJson.write(usage));
    }

    private static Map<String, Object> figures(StoreSize size, StoreSize limit) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("executions", size.executions());
        figures.put("bytes", size.bytes());
        figures.put("maxExecutions", limit.executions());
        figures.put("maxBytes", limit.bytes());
        return figures;
    }

    private static List<Map<String, Object>> users(HostOperator operator, Map<String, StoreSize> sizes) {
        return sizes.entrySet().stream()
                .sorted(Comparator.comparing(user -> -user.getValue().bytes()))
                .limit(MAX_USERS)
                .map(user -> {
                    Map<String, Object> figures = new LinkedHashMap<>();
                    figures.put("user", user.getKey());
                    figures.putAll(figures(user.getValue(), operator.limit(user.getKey(), sizes)));
                    return figures;
                })
                .toList();
    }

    private static List<Map<String, Object>> nodes(ClusterNode node) {
        return node.live().stream()
                .map(each -> Map.<String, Object>of(
                        "id",
                        each.id(),
                        "name",
                        each.name(),
                        "started",
                        Instant.ofEpochMilli(each.started())
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString()))
                .toList();
    }

    /** Begins a drain. The parameter {@code exit=false} keeps the host running at its end. */
    private HttpResponse drain(HttpRequest request, Caller caller, PathValues path) {
        Drain drain = drainOf(caller);
        Query query = new Query(request.target().query());
        drain.begin(query.text("exit").isEmpty() || query.flag("exit"));
        return state(202, drain);
    }

    /** Cancels a drain. */
    private HttpResponse endDrain(HttpRequest request, Caller caller, PathValues path) {
        Drain drain = drainOf(caller);
        drain.cancel();
        return state(200, drain);
    }

    private static HttpResponse state(int status, Drain drain) {
        return HttpResponse.json(
                status,
                FieldsJson.write(Map.of(
                        "draining", drain.isActive(),
                        "drained", drain.isDone())));
    }

    private Drain drainOf(Caller caller) {
        HostOperator operator = operator();
        if (!operator.isAdmin(caller)) {
            throw ApiException.forbidden(
                    "Only operators may drain the host: users with the role that the option" + " adminRole names");
        }
        return operator.drain();
    }
}
