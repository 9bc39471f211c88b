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

import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.service.security.Caller;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.field;
import static org.assertj.core.api.Assertions.assertThat;

/** Several users over a real server. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceUsersIT {

    private static final String PASSWORD = "pässwörd:,|€";
    private static final String HASH = "$2y$05$abcdefghijklmnopqrstuuEVdkK0PlG4Ly5oyZ45zZiNBNxG3rovC";
    private static final String USERS = "anna:" + HASH + ":score|other, bert:" + HASH + ", carl:" + HASH + ":admin";
    private static final String BATCH = "/api/TxService/1.0/batch";

    @AutoClose
    private final RunningHost host = RunningHost.with(
            component -> {
                component.setUsername("root");
                component.setPassword("plain-s3cret");
                component.setUsers(USERS);
                component.setAuthenticator(MlbatchServiceUsersIT::directory);
            },
            routes -> {
                routes.from("mlbatch-service:TxService/1.0?artifacts=answer.csv")
                        .setVariable("mlbatch.artifact.answer.csv", routes.constant("1"));
                routes.from("mlbatch-service:Restricted/1.0?roles=score,admin").log("scored");
            });

    MlbatchServiceUsersIT() throws Exception {}

    private static Optional<Caller> directory(Credentials credentials) {
        if (credentials.username().equals("broken")) {
            throw new IllegalStateException("the directory is down");
        }
        return credentials.username().equals("zoe") && credentials.password().equals("z")
                ? Optional.of(new Caller("zoe", Set.of("score")))
                : Optional.empty();
    }

    @ParameterizedTest
    @CsvSource({"anna,'pässwörd:,|€'", "bert,'pässwörd:,|€'", "root,plain-s3cret", "zoe,z"})
    void everySource_letsItsUsersIn(String user, String password) throws Exception {
        assertResponse(host.as(user, password).get(BATCH), 200);
    }

    @ParameterizedTest
    @CsvSource({
        "Anna,'pässwörd:,|€'",
        "root,'pässwörd:,|€'",
        "zoe,'pässwörd:,|€'",
        "unknown,plain-s3cret",
        "anna,$2y$05$abcdefghijklmnopqrstuuEVdkK0PlG4Ly5oyZ45zZiNBNxG3rovC"
    })
    void unknownUser_isRefused(String user, String password) throws Exception {
        assertResponse(host.login(user, password), 401, "The user name or the password is wrong");
    }

    @Test
    void user_seesNothingOfAnothersExecutions() throws Exception {
        HostCaller anna = host.as("anna", PASSWORD);
        HostCaller bert = host.as("bert", PASSWORD);
        String execution = anna.run(BATCH, "[{\"hp\":1}]");
        String id = execution.substring(BATCH.length() + 1);

        assertThat(bert.get(BATCH).body()).isEqualTo("[]");
        for (String path : List.of("", "?showPartialResults=true", "/0/files", "/0/files/answer.csv")) {
            assertResponse(bert.get(execution + path), 404, "Execution '", "not found");
        }
        assertResponse(bert.delete(execution), 404);

        assertThat(anna.get(BATCH).body()).contains(id);
        assertThat(anna.get(execution + "/0/files/answer.csv").body()).isEqualTo("1");
        assertResponse(anna.delete(execution), 200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/services/Restricted/1.0",
        "GET,/api/Restricted/1.0/swagger.json",
        "POST,/api/Restricted/1.0",
        "POST,/api/Restricted/1.0/batch",
        "GET,/api/Restricted/1.0/batch",
        "GET,/api/Restricted/1.0/batch/id",
        "DELETE,/api/Restricted/1.0/batch/id",
        "GET,/api/Restricted/1.0/batch/id/0/files",
        "GET,/api/Restricted/1.0/batch/id/0/files/x"
    })
    void callerWithoutTheRole_isForbidden(String method, String path) throws Exception {
        assertResponse(
                host.as("bert", PASSWORD).send(method, path, null),
                403,
                "The user 'bert' does not have a role that web service 'Restricted/1.0' requires");
    }

    @Test
    void servicesThatACallerMayNotUse_areNotInItsLists() throws Exception {
        HostCaller bert = host.as("bert", PASSWORD);
        assertThat(bert.get("/services").body())
                .contains("\"name\":\"TxService\"")
                .doesNotContain("Restricted");
        assertResponse(
                bert.get("/services/Restricted"), 403, "does not have a role that web service 'Restricted' requires");

        HostCaller anna = host.as("anna", PASSWORD);
        assertThat(anna.get("/services").body()).contains("TxService", "Restricted");
        assertResponse(anna.get("/services/Restricted"), 200);
    }

    @ParameterizedTest
    @CsvSource({"anna,'pässwörd:,|€'", "zoe,z"})
    void callerWithTheRole_isServed(String user, String password) throws Exception {
        HostCaller caller = host.as(user, password);
        assertResponse(caller.get("/services/Restricted/1.0"), 200);
        assertResponse(caller.get("/api/Restricted/1.0/batch/id"), 404);
    }

    @Test
    void tooManyFailures_holdUpTheRightPasswordToo() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertResponse(host.login("carl", "guess" + i), 401);
        }
        HttpResponse<String> answer = assertResponse(host.login("carl", PASSWORD), 429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.body()).contains("Too many failed logins", "\"code\":429");
        // other users can log in
        assertResponse(host.login("anna", PASSWORD), 200);
    }

    @ParameterizedTest
    @CsvSource({
        "/login/refreshToken?refreshToken=TOKEN, ''",
        "/login/refreshToken/TOKEN, ''",
        "/login/refreshToken, '{\"refreshToken\":\"TOKEN\"}'"
    })
    void revoking_endsThePair(String pathForm, String bodyForm) throws Exception {
        HttpResponse<String> login = host.login("anna", PASSWORD);
        HostCaller anna = host.with(field(login, "access_token"));
        String path = pathForm.replace("TOKEN", field(login, "refresh_token"));
        String body = bodyForm.replace("TOKEN", field(login, "refresh_token"));

        assertResponse(host.send("DELETE", path, body), 401);
        HttpResponse<String> foreign = assertResponse(host.as("bert", PASSWORD).send("DELETE", path, body), 403);
        assertThat(foreign.body()).doesNotContain(field(login, "refresh_token"));
        assertResponse(anna.get(BATCH), 200);

        assertResponse(anna.send("DELETE", path, body), 200, "\"access_token\":\"\"", "\"refresh_token\":\"\"");
        assertResponse(anna.get(BATCH), 401);
        assertResponse(
                host.post("/login/refreshToken", "{\"refreshToken\":\"" + field(login, "refresh_token") + "\"}"), 401);
        assertResponse(host.as("anna", PASSWORD).send("DELETE", path, body), 200);
    }

    @Test
    void otherMethodsOnAToken_areNotAllowed() throws Exception {
        HttpResponse<String> answer =
                assertResponse(host.as("anna", PASSWORD).get("/login/refreshToken/s3cret-token"), 405);
        assertThat(answer.headers().firstValue("Allow")).contains("DELETE");
        assertThat(answer.body()).doesNotContain("s3cret-token");
        assertThat(host.get("/login/refreshToken").headers().firstValue("Allow"))
                .contains("DELETE, POST");
    }

    @Test
    void authenticatorThatFails_isUnavailableAndItsReasonIsInTheLogAlone() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            HttpResponse<String> answer = assertResponse(host.login("broken", "s3cret-password"), 503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            assertThat(answer.body()).doesNotContain("directory", "s3cret");
            assertThat(log.text())
                    .contains("Checking a login failed", "the directory is down")
                    .doesNotContain("s3cret-password");
        }
    }

    @Test
    void secrets_areInNothingThatJmxShows() throws Exception {
        HttpResponse<String> login = host.login("anna", PASSWORD);
        host.with(field(login, "access_token")).get(BATCH);
        String shown = String.join("\n", everyAttribute());
        assertThat(shown)
                .contains("mlbatch-service://Restricted/1.0")
                .doesNotContain(HASH, HASH.substring(7), "plain-s3cret", PASSWORD)
                .doesNotContain(field(login, "access_token"), field(login, "refresh_token"));
    }

    private static List<String> everyAttribute() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        List<String> shown = new ArrayList<>();
        for (ObjectName name : beans.queryNames(new ObjectName("org.apache.camel:*"), null)) {
            shown.add(name.toString());
            for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
                if (!attribute.isReadable()) {
                    continue;
                }
                try {
                    shown.add(String.valueOf(beans.getAttribute(name, attribute.getName())));
                } catch (RuntimeMBeanException notForThisBean) {
                    shown.add(notForThisBean.toString());
                }
            }
        }
        return shown;
    }
}
