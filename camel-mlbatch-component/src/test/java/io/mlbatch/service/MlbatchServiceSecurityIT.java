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

import java.net.http.HttpResponse;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.field;
import static org.assertj.core.api.Assertions.assertThat;

/** Logins and tokens over a real server. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceSecurityIT {

    private static final String SERVICE = "/services/TxService/1.0";
    private static final String LOGIN = "{\"username\":\"admin\",\"password\":\"Pässword\"}";

    @AutoClose
    private final RunningHost host =
            RunningHost.secured("admin", "Pässword", routes -> routes.from("mlbatch-service:TxService/1.0")
                    .log("scored"));

    MlbatchServiceSecurityIT() throws Exception {}

    @Test
    void callWithAToken_passes() throws Exception {
        HttpResponse<String> login = assertResponse(host.post("/login", LOGIN), 200);
        assertResponse(host.with(field(login, "access_token")).get(SERVICE), 200);
        assertThat(host.with(field(login, "access_token")).get(SERVICE).body())
                .contains("\"versionPublishedBy\":\"admin\"");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/services/TxService/1.0",
        "GET,/services/Unknown/1.0",
        "GET,/api/TxService/1.0/batch",
        "POST,/api/TxService/1.0/batch",
        "GET,/api/TxService/1.0/batch/id",
        "DELETE,/api/TxService/1.0/batch/id",
        "GET,/api/TxService/1.0/batch/id/0/files",
        "GET,/api/TxService/1.0/batch/id/0/files/x"
    })
    void callWithoutAToken_isRefused(String method, String path) throws Exception {
        assertUnauthorized(host.send(method, path, null), "needs an access token");
    }

    @Test
    void callWithAWrongToken_isRefused() throws Exception {
        assertUnauthorized(host.with("wrong").get(SERVICE), "invalid or has expired");
        assertUnauthorized(host.get(SERVICE, "Authorization", "Basic YWRtaW46eA=="), "invalid or has expired");
        assertUnauthorized(
                host.with(field(host.post("/login", LOGIN), "refresh_token")).get(SERVICE),
                "The access token is invalid or has expired");
    }

    @Test
    void loginWithOtherCredentials_isRefused() throws Exception {
        assertUnauthorized(host.post("/login", LOGIN.replace("ä", "a")), "user name or the password");
        assertUnauthorized(host.post("/login", LOGIN.replace("admin", "root")), "user name or the password");
    }

    @Test
    void loginWithoutPasswordOrJson_isABadRequest() throws Exception {
        assertResponse(host.post("/login", "{\"username\":\"admin\"}"), 400);
        assertThat(host.post("/login", "{").body()).contains("line 1, column");
        assertResponse(host.post("/login", ""), 400);
    }

    @Test
    void refresh_endsTheOldPair() throws Exception {
        HttpResponse<String> login = host.post("/login", LOGIN);
        String body = "{\"refreshToken\":\"" + field(login, "refresh_token") + "\"}";
        HttpResponse<String> fresh = assertResponse(host.post("/login/refreshToken", body), 200);

        assertResponse(host.with(field(fresh, "access_token")).get(SERVICE), 200);
        assertUnauthorized(host.with(field(login, "access_token")).get(SERVICE), "invalid or has expired");
        assertUnauthorized(host.post("/login/refreshToken", body), "The refresh token is invalid or has expired");
    }

    @Test
    void responses_doNotRepeatTheToken() throws Exception {
        String token = field(host.post("/login", LOGIN), "access_token");
        assertThat(host.with(token).get(SERVICE).headers().map().toString())
                .doesNotContain(token)
                .doesNotContain("uthorization");
    }

    private static void assertUnauthorized(HttpResponse<String> answer, String message) {
        assertResponse(answer, 401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(answer.body()).contains(message, "\"code\":401");
    }
}
