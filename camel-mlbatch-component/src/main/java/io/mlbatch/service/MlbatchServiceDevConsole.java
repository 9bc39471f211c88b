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
package io.mlbatch.service;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.json.ExecutionSummaryJson;
import io.mlbatch.service.operator.HostOperator;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.SummaryQuery;

/** Shows the store and the newest executions of each host of the Camel context. Does not show secrets. */
@DevConsole(
        name = "mlbatch-service",
        displayName = "ML Batch Service",
        description = "Executions and store of hosted ML Batch services")
public class MlbatchServiceDevConsole extends AbstractDevConsole {

    /** The option for the maximum number of executions. */
    private static final String LIMIT = "limit";

    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 1_000;

    public MlbatchServiceDevConsole() {
        super("camel", "mlbatch-service", "ML Batch Service", "Executions and store of hosted ML Batch services");
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        JsonArray hosts = new JsonArray();
        operators().forEach(operator -> hosts.add(json(operator, limit(options))));
        JsonObject root = new JsonObject();
        root.put("hosts", hosts);
        return root;
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        return operators().stream()
                .map(operator -> text(operator, limit(options)))
                .collect(Collectors.joining("\n"));
    }

    private List<HostOperator> operators() {
        return getCamelContext().getComponentNames().stream()
                .map(name -> getCamelContext().hasComponent(name))
                .filter(MlbatchServiceComponent.class::isInstance)
                .map(component -> ((MlbatchServiceComponent) component).operator())
                .filter(operator -> operator != null)
                .toList();
    }

    private static int limit(Map<String, Object> options) {
        Object limit = options.get(LIMIT);
        return limit == null ? DEFAULT_LIMIT : Math.min(Integer.parseInt(limit.toString()), MAX_LIMIT);
    }

    private static JsonObject json(HostOperator operator, int limit) {
        StoreSize size = StoreSize.sum(operator.sizes().values());
        JsonObject json = new JsonObject();
        json.put("draining", operator.drain().isActive());
        json.put("storeFailing", operator.isFailing());
        json.put("executionCount", size.executions());
        json.put("maxExecutions", operator.limit().executions());
        json.put("bytes", size.bytes());
        json.put("maxBytes", operator.limit().bytes());
        JsonArray executions = new JsonArray();
        newest(operator, limit).forEach(each -> executions.add(new JsonObject(ExecutionSummaryJson.fields(each))));
        json.put("executions", executions);
        return json;
    }

    private static List<ExecutionSummary> newest(HostOperator operator, int limit) {
        return operator.executions(SummaryQuery.newest(limit));
    }

    private static String text(HostOperator operator, int limit) {
        JsonObject json = json(operator, limit);
        String host = String.format(
                "    Host: %s executions (at most %s), %s bytes (at most %s)%s%s%n",
                json.get("executionCount"),
                json.get("maxExecutions"),
                json.get("bytes"),
                json.get("maxBytes"),
                operator.isFailing() ? ", the store fails" : "",
                operator.drain().isActive() ? ", draining" : "");
        return newest(operator, limit).stream()
                .map(MlbatchServiceDevConsole::text)
                .collect(Collectors.joining("", host, ""));
    }

    private static String text(ExecutionSummary execution) {
        return String.format(
                "        %s  %s  %s  %d of %d (failed: %s)  %s  %s%n",
                execution.id().service(),
                execution.id(),
                execution.status().state(),
                execution.status().completedItemCount(),
                execution.status().totalItemCount(),
                execution.failed().isPresent() ? execution.failed().getAsInt() : "-",
                execution.created(),
                execution.owner().isEmpty() ? "-" : execution.owner());
    }
}
