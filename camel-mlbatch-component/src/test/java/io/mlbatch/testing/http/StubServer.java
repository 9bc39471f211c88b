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
package io.mlbatch.testing.http;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

/** A server that answers what a test tells it to: TxService/1.0, with the inputs hp and wt and the output answer. */
public final class StubServer implements BeforeEachCallback, AfterEachCallback {

    public static final String BATCH = "/api/TxService/1.0/batch";

    public final WireMockServer http =
            new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

    @Override
    public void beforeEach(ExtensionContext context) {
        http.start();
        http.stubFor(any(anyUrl())
                .atPriority(10)
                .willReturn(json("{\"message\":\"not stubbed\"}").withStatus(404)));
        answer(
                get(urlPathEqualTo("/services/TxService/1.0")),
                json("[{\"name\":\"TxService\",\"version\":\"1.0\","
                        + "\"inputParameterDefinitions\":[{\"name\":\"hp\",\"type\":\"numeric\"},{\"name\":\"wt\",\"type\":\"numeric\"}],"
                        + "\"outputParameterDefinitions\":[{\"name\":\"answer\",\"type\":\"data.frame\"}]}]"));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        http.stop();
    }

    public String url() {
        return http.baseUrl();
    }

    public void answer(MappingBuilder request, ResponseDefinitionBuilder response) {
        http.stubFor(request.willReturn(response));
    }

    public void accepts(String id) {
        answer(
                post(urlPathEqualTo(BATCH)),
                json("{\"name\":\"TxService\",\"version\":\"1.0\",\"batchExecutionId\":\"" + id + "\"}")
                        .withStatus(202));
    }

    public void holds(String... ids) {
        String names = ids.length == 0 ? "" : "\"" + String.join("\",\"", ids) + "\"";
        answer(get(urlPathEqualTo(BATCH)), json("[" + names + "]"));
    }

    public void isAt(String id, String state, int completed, int total) {
        StringBuilder results = new StringBuilder();
        for (int i = 0; i < completed; i++) {
            results.append(i == 0 ? "" : ",").append(result("0." + i));
        }
        boolean ended = state.equals("Complete");
        answer(
                get(urlPathEqualTo(BATCH + "/" + id)),
                json("{\"state\":\"" + state + "\",\"completedItemCount\":" + completed + ",\"totalItemCount\":" + total
                        + ",\"parallelCount\":10,\"batchExecutionResults\":" + (ended ? "[" + results + "]" : "null")
                        + "}"));
    }

    private static String result(String prediction) {
        return "{\"success\":true,\"errorMessage\":\"\",\"consoleOutput\":\"\",\"changedFiles\":[],"
                + "\"outputParameters\":{\"answer\":{\"am_Pred\":[" + prediction + "]}}}";
    }

    public void hasFiles(String id, int index, String namesJson) {
        answer(get(urlPathEqualTo(BATCH + "/" + id + "/" + index + "/files")), json(namesJson));
    }

    public void hasFile(String id, int index, String encodedName, String content) {
        answer(
                get(urlPathEqualTo(BATCH + "/" + id + "/" + index + "/files/" + encodedName)),
                aResponse().withHeader("Content-Type", "text/csv").withBody(content));
    }

    public void deletes(String id) {
        answer(delete(urlPathEqualTo(BATCH + "/" + id)), json("[\"" + id + "\"]"));
    }

    public static ResponseDefinitionBuilder json(String body) {
        return aResponse()
                .withHeader("Content-Type", "application/json; charset=utf-8")
                .withBody(body);
    }
}
