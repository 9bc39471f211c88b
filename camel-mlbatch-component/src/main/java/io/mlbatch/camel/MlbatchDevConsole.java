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
package io.mlbatch.camel;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.URISupport;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** Shows the executions in flight, polls and last error of each endpoint. Does not show secrets. */
@DevConsole(name = "mlbatch", displayName = "ML Batch", description = "Executions that ML Batch endpoints wait for")
public class MlbatchDevConsole extends AbstractDevConsole {

    public MlbatchDevConsole() {
        super("camel", "mlbatch", "ML Batch", "Executions that ML Batch endpoints wait for");
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        JsonArray endpoints = new JsonArray();
        endpoints().stream().map(MlbatchDevConsole::json).forEach(endpoints::add);
        JsonObject root = new JsonObject();
        root.put("endpoints", endpoints);
        return root;
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        return endpoints().stream().map(MlbatchDevConsole::text).collect(Collectors.joining("\n"));
    }

    private List<MlbatchEndpoint> endpoints() {
        return getCamelContext().getEndpoints().stream()
                .filter(MlbatchEndpoint.class::isInstance)
                .map(MlbatchEndpoint.class::cast)
                .toList();
    }

    /** The state of an endpoint; values are {@code null} before the first poll or error. */
    private static JsonObject json(MlbatchEndpoint endpoint) {
        JsonObject json = new JsonObject();
        json.put("uri", URISupport.sanitizeUri(endpoint.getEndpointUri()));
        json.put("service", endpoint.service().toString());
        json.put("server", endpoint.getServiceUrl());
        json.put("executionsInFlight", endpoint.getExecutionsInFlight());
        json.put("polls", endpoint.getPolls());
        json.put("failedPolls", endpoint.getFailedPolls());
        json.put("lastPoll", endpoint.getLastPoll());
        json.put("lastError", endpoint.getLastError());
        return json;
    }

    private static String text(MlbatchEndpoint endpoint) {
        JsonObject json = json(endpoint);
        return String.format(
                "    Endpoint: %s%n        Service: %s%n        Server: %s%n        In Flight: %s%n"
                        + "        Polls: %s (failed: %s)%n        Last Poll: %s%n        Last Error: %s%n",
                json.get("uri"),
                json.get("service"),
                json.get("server"),
                json.get("executionsInFlight"),
                json.get("polls"),
                json.get("failedPolls"),
                orDash(json.get("lastPoll")),
                orDash(json.get("lastError")));
    }

    private static Object orDash(Object value) {
        return value == null ? "-" : value;
    }
}
