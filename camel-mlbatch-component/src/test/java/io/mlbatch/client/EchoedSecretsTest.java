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

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.client.transport.TokenSession;
import io.mlbatch.protocol.Credentials;
import io.mlbatch.testing.client.HttpServerSupport;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.unauthorized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Servers and gateways whose error messages repeat the request, with its password or token. */
class EchoedSecretsTest extends HttpServerSupport {

    private static final String PASSWORD = "pass\"word-7";
    private static final String REFRESH_TOKEN = "refresh-7";

    private BatchClient loggingIn() {
        return http.client(
                serverUrl(), new TokenSession(http.transport(serverUrl()), new Credentials("ada", PASSWORD), time));
    }

    private static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 403, 404, 429, 500, 503})
    void passwordInTheMessageOfARefusedLogin_isMasked(int status) {
        for (String body : new String[] {
            "{\"message\":\"no user ada with pass\\\"word-7 here\"}",
            "no user ada with pass\"word-7 here",
            "x".repeat(495) + "pass\"word-7"
        }) {
            SERVER.stubFor(
                    post("/login").willReturn(aResponse().withStatus(status).withBody(body)));

            String trace = trace(catchThrowable(() -> Call.STATUS.make(loggingIn())));

            assertThat(trace).contains("HTTP " + status).doesNotContain("pass\"w");
        }
    }

    @Test
    void refreshTokenInTheMessageOfARefusedRefresh_isMasked() {
        SERVER.stubFor(post("/login")
                .inScenario("login")
                .willSetStateTo("over")
                .willReturn(okJson("{\"access_token\":\"A\",\"refresh_token\":\"" + REFRESH_TOKEN + "\"}")));
        SERVER.stubFor(
                post("/login").inScenario("login").whenScenarioStateIs("over").willReturn(unauthorized()));
        SERVER.stubFor(post("/login/refreshToken")
                .willReturn(aResponse().withStatus(400).withBody("expired: " + REFRESH_TOKEN)));
        SERVER.stubFor(Call.STATUS.onServer().willReturn(unauthorized()));

        String trace = trace(catchThrowable(() -> Call.STATUS.make(loggingIn())));

        assertThat(trace).contains("HTTP 400: expired: ***").doesNotContain(REFRESH_TOKEN);
    }

    @ParameterizedTest
    @EnumSource
    void tokenInTheMessageOfARefusedCall_isMasked(Call call) {
        respond(call, aResponse().withStatus(400).withBody("Authorization: Bearer " + TOKEN + " is bad"));

        String trace = trace(catchThrowable(() -> call.make(client())));

        assertThat(trace).contains("Authorization: Bearer *** is bad").doesNotContain(TOKEN);
    }
}
