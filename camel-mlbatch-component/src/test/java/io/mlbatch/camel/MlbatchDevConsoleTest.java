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

import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsole.MediaType;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.http.StubServer.BATCH;
import static io.mlbatch.testing.http.StubServer.json;
import static org.assertj.core.api.Assertions.assertThat;

class MlbatchDevConsoleTest extends MlbatchProducerSupport {

    private DevConsole console;

    @BeforeEach
    void findConsole() {
        DevConsoleRegistry registry = camel.getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
        registry.loadDevConsoles();
        console = registry.getConsole("mlbatch").orElseThrow();
    }

    /** As it goes over the wire. */
    private List<Map<String, Object>> endpoints() throws Exception {
        JsonObject sent = (JsonObject) console.call(MediaType.JSON);
        JsonObject received = (JsonObject) Jsoner.deserialize(sent.toJson());
        return received.getCollection("endpoints");
    }

    @Test
    void contextWithoutEndpoints_showsNone() throws Exception {
        assertThat(endpoints()).isEmpty();
        assertThat((String) console.call(MediaType.TEXT)).isEmpty();
    }

    @Test
    void endpointWithPolls_showsItsStatistics() throws Exception {
        server.accepts("e1");
        server.answer(
                get(urlPathEqualTo(BATCH + "/e1")),
                json("{\"message\":\"busy\"}").withStatus(503));
        send("&operation=execute&maxAttempts=2&accessToken=t0ken", List.of(Map.of("hp", 1, "wt", 2)), Map.of());

        assertThat(endpoints()).hasSize(1);
        assertThat(endpoints().get(0))
                .containsEntry("service", "TxService/1.0")
                .containsEntry("server", server.url())
                .containsKeys("lastPoll")
                .hasEntrySatisfying("uri", uri -> assertThat((String) uri).contains("accessToken=xxxxxx"))
                .hasEntrySatisfying("polls", polls -> assertThat(polls).hasToString("2"))
                .hasEntrySatisfying("failedPolls", failed -> assertThat(failed).hasToString("2"))
                .hasEntrySatisfying(
                        "executionsInFlight", waits -> assertThat(waits).hasToString("0"))
                .hasEntrySatisfying("lastError", e -> assertThat((String) e).endsWith("execution e1: HTTP 503: busy"));
        assertThat((String) console.call(MediaType.TEXT))
                .contains("Service: TxService/1.0", "Server: " + server.url(), "In Flight: 0", "Polls: 2 (failed: 2)")
                .contains("execution e1: HTTP 503: busy")
                .doesNotContain("t0ken");
    }

    @Test
    void endpointWithoutPolls_showsDashes() throws Exception {
        camel.getEndpoint("mlbatch:TxService/1.0?serverUrl=" + server.url());

        assertThat(endpoints().get(0)).containsEntry("lastPoll", null).containsEntry("lastError", null);
        assertThat((String) console.call(MediaType.TEXT)).contains("Last Poll: -", "Last Error: -");
    }
}
