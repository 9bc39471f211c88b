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
package io.mlbatch.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.mlbatch.client.transport.TokenSession;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.Credentials;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.testing.client.FakeRecordSource;
import io.mlbatch.testing.client.HttpServerSupport;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.unauthorized;
import static io.mlbatch.testing.client.Samples.EXECUTION;
import static io.mlbatch.testing.client.Samples.RECORDS;
import static io.mlbatch.testing.client.Samples.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A client against a server whose tokens are valid one after the other: the login's, then that of each refresh. */
class SessionOverHttpTest extends HttpServerSupport {

    private static final String SESSION = "session";
    private static final String REFRESHED = "refreshed";
    private static final String REFRESH = "/login/refreshToken";

    private BatchClient client;

    @BeforeEach
    void logIn() {
        client = http.client(
                serverUrl(), new TokenSession(http.transport(serverUrl()), new Credentials("ada", "s3cret"), time));
        SERVER.stubFor(any(anyUrl()).atPriority(9).willReturn(unauthorized()));
        SERVER.stubFor(post("/login")
                .withRequestBody(equalToJson("{\"username\":\"ada\",\"password\":\"s3cret\"}"))
                .willReturn(okJson(tokens("A", "R"))));
        SERVER.stubFor(post(REFRESH)
                .withRequestBody(equalToJson("{\"refreshToken\":\"R\"}"))
                .inScenario(SESSION)
                .willSetStateTo(REFRESHED)
                .willReturn(okJson(tokens("B", "S"))));
        for (Call call : Call.values()) {
            SERVER.stubFor(withToken(call.responding(), "A", Scenario.STARTED));
            SERVER.stubFor(withToken(call.responding(), "B", REFRESHED));
        }
    }

    @Test
    void tokenRefusedMidWay_isRefreshedOnceAndTheCallsContinue() {
        ExecutionId started = client.start(SERVICE, RecordSource.of(RECORDS), 10);

        // the server forgets token A before its time
        SERVER.setScenarioState(SESSION, REFRESHED);
        assertThat(client.results(started, false).state()).isEqualTo(BatchState.COMPLETE);
        assertThat(client.cancel(EXECUTION)).isTrue();

        assertThat(sent())
                .containsExactly(
                        "POST /login -",
                        "GET /services/TxService/1.0 A",
                        "POST " + BATCH + "?parallelCount=10 A",
                        "GET " + BATCH_EXECUTION + "?showPartialResults=false A",
                        "POST " + REFRESH + " -",
                        "GET " + BATCH_EXECUTION + "?showPartialResults=false B",
                        "DELETE " + BATCH_EXECUTION + " B");
    }

    @Test
    void tokenRefusedForAStart_startsOnceWithTheNewToken() {
        client.capabilities(SERVICE);
        SERVER.setScenarioState(SESSION, REFRESHED);

        assertThat(client.start(SERVICE, RecordSource.of(RECORDS), 10)).isEqualTo(EXECUTION);

        assertThat(sent())
                .endsWith(
                        "POST " + BATCH + "?parallelCount=10 A",
                        "POST " + REFRESH + " -",
                        "POST " + BATCH + "?parallelCount=10 B");
    }

    @Test
    void tokenRefusedForAStartWhoseRecordsAreGone_isThrownAndRenewedForTheNextCall() {
        client.capabilities(SERVICE);
        SERVER.setScenarioState(SESSION, REFRESHED);
        FakeRecordSource once = new FakeRecordSource(50_000, false, index -> Map.of("hp", index, "wt", 1));

        assertThatExceptionOfType(AuthenticationFailedException.class)
                .isThrownBy(() -> client.start(SERVICE, once, 10))
                .withMessageStartingWith("start TxService/1.0: HTTP 401");
        assertThat(sent()).endsWith("POST " + BATCH + "?parallelCount=10 A", "POST " + REFRESH + " -");
        assertThat(once.isEveryOpenedOneClosed()).isTrue();
    }

    @Test
    void tokenAboutToExpire_isRefreshedBeforeTheServerRefusesIt() {
        client.executions(SERVICE);

        time.advance(Duration.ofMinutes(59));
        client.executions(SERVICE);

        assertThat(sent())
                .containsExactly(
                        "POST /login -", "GET " + BATCH + " A", "POST " + REFRESH + " -", "GET " + BATCH + " B");
    }

    @Test
    void wrongPassword_isToldAsALoginThatFailed() {
        BatchClient stranger = http.client(
                serverUrl(), new TokenSession(http.transport(serverUrl()), new Credentials("ada", "wr0ng"), time));

        assertThatExceptionOfType(AuthenticationFailedException.class)
                .isThrownBy(() -> stranger.executions(SERVICE))
                .withMessageStartingWith("login: HTTP 401")
                .withMessageNotContaining("wr0ng");
    }

    private static MappingBuilder withToken(MappingBuilder call, String token, String state) {
        return call.withHeader("Authorization", equalTo("Bearer " + token))
                .inScenario(SESSION)
                .whenScenarioStateIs(state);
    }

    /** The requests in their order, each with the token that it carried. */
    private static List<String> sent() {
        List<String> newestFirst = SERVER.getAllServeEvents().stream()
                .map(event -> event.getRequest())
                .map(request -> request.getMethod() + " " + request.getUrl() + " "
                        + (request.containsHeader("Authorization")
                                ? request.getHeader("Authorization").replace("Bearer ", "")
                                : "-"))
                .toList();
        List<String> inOrder = new ArrayList<>(newestFirst);
        Collections.reverse(inOrder);
        return inOrder;
    }

    private static String tokens(String access, String refresh) {
        return "{\"access_token\":\"" + access + "\",\"refresh_token\":\"" + refresh + "\",\"expires_in\":3600}";
    }
}
