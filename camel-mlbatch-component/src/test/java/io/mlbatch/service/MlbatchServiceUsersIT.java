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
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.service.security.Caller;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Several users over a real server. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceUsersIT {

    private static final String PASSWORD = "pässwörd:,|€";
    private static final String HASH = "$2y$05$abcdefghijklmnopqrstuuEVdkK0PlG4Ly5oyZ45zZiNBNxG3rovC";
    private static final String USERS = "anna:" + HASH + ":score|other, bert:" + HASH + ", carl:" + HASH + ":admin";
    private static final String BATCH = "/api/TxService/1.0/batch";

    private RunningHost host;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.with(
                component -> {
                    component.setUsername("root");
                    component.setPassword("plain-s3cret");
                    component.setUsers(USERS);
                    component.setAuthenticator(MlbatchServiceUsersIT::directory);
                },
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("mlbatch-service:TxService/1.0?artifacts=answer.csv")
                                .setVariable("mlbatch.artifact.answer.csv", constant("1"));
                        from("mlbatch-service:Restricted/1.0?roles=score,admin").log("scored");
                    }
                });
    }

    private static Optional<Caller> directory(Credentials credentials) {
        if (credentials.username().equals("broken")) {
            throw new IllegalStateException("the directory is down");
        }
        return credentials.username().equals("zoe") && credentials.password().equals("z")
                ? Optional.of(new Caller("zoe", Set.of("score")))
                : Optional.empty();
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    @ParameterizedTest
    @CsvSource({"anna,'pässwörd:,|€'", "bert,'pässwörd:,|€'", "root,plain-s3cret", "zoe,z"})
    void everySource_letsItsUsersIn(String user, String password) throws Exception {
        assertThat(call("GET", BATCH, token(user, password)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Anna,'pässwörd:,|€'",
        "root,'pässwörd:,|€'",
        "zoe,'pässwörd:,|€'",
        "nobody,plain-s3cret",
        "anna,$2y$05$abcdefghijklmnopqrstuuEVdkK0PlG4Ly5oyZ45zZiNBNxG3rovC"
    })
    void unknownUser_isRefused(String user, String password) throws Exception {
        HttpResponse<String> answer = login(user, password);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("The user name or the password is wrong");
    }

    @Test
    void user_seesNothingOfAnothersExecutions() throws Exception {
        String anna = token("anna", PASSWORD);
        String bert = token("bert", PASSWORD);
        HttpResponse<String> started = host.post(BATCH, "[{\"hp\":1}]", "Authorization", "Bearer " + anna);
        String execution = BATCH + "/" + field(started, "batchExecutionId");
        await().atMost(1, TimeUnit.MINUTES)
                .until(() -> call("GET", execution, anna).body().contains("\"state\":\"Complete\""));

        assertThat(call("GET", BATCH, bert).body()).isEqualTo("[]");
        for (String path : List.of("", "?showPartialResults=true", "/0/files", "/0/files/answer.csv")) {
            HttpResponse<String> answer = call("GET", execution + path, bert);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).contains("Execution '", "not found");
        }
        assertThat(call("DELETE", execution, bert).statusCode()).isEqualTo(404);

        assertThat(call("GET", BATCH, anna).body()).contains(field(started, "batchExecutionId"));
        assertThat(call("GET", execution + "/0/files/answer.csv", anna).body()).isEqualTo("1");
        assertThat(call("DELETE", execution, anna).statusCode()).isEqualTo(200);
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
        HttpResponse<String> answer = call(method, path, token("bert", PASSWORD));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains("The user 'bert' does not have a role that web service 'Restricted/1.0' requires");
    }

    @Test
    void servicesThatACallerMayNotUse_areNotInItsLists() throws Exception {
        String bert = token("bert", PASSWORD);
        assertThat(call("GET", "/services", bert).body())
                .contains("\"name\":\"TxService\"")
                .doesNotContain("Restricted");
        HttpResponse<String> versions = call("GET", "/services/Restricted", bert);
        assertThat(versions.statusCode()).isEqualTo(403);
        assertThat(versions.body()).contains("does not have a role that web service 'Restricted' requires");

        String anna = token("anna", PASSWORD);
        assertThat(call("GET", "/services", anna).body()).contains("TxService", "Restricted");
        assertThat(call("GET", "/services/Restricted", anna).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"anna,'pässwörd:,|€'", "zoe,z"})
    void callerWithTheRole_isServed(String user, String password) throws Exception {
        String token = token(user, password);
        assertThat(call("GET", "/services/Restricted/1.0", token).statusCode()).isEqualTo(200);
        assertThat(call("GET", "/api/Restricted/1.0/batch/id", token).statusCode())
                .isEqualTo(404);
    }

    @Test
    void tooManyFailures_holdUpTheRightPasswordToo() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(login("carl", "guess" + i).statusCode()).isEqualTo(401);
        }
        HttpResponse<String> answer = login("carl", PASSWORD);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.body()).contains("Too many failed logins", "\"code\":429");
        // the others go on
        assertThat(login("anna", PASSWORD).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login/refreshToken?refreshToken=", "/login/refreshToken/"})
    void revoking_endsThePair(String form) throws Exception {
        HttpResponse<String> login = login("anna", PASSWORD);
        String access = field(login, "access_token");
        String path = form + field(login, "refresh_token");

        assertThat(host.delete(path).statusCode()).isEqualTo(401);
        HttpResponse<String> foreign = call("DELETE", path, token("bert", PASSWORD));
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.body()).doesNotContain(field(login, "refresh_token"));
        assertThat(call("GET", BATCH, access).statusCode()).isEqualTo(200);

        HttpResponse<String> revoked = call("DELETE", path, access);
        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(revoked.body()).contains("\"access_token\":\"\"", "\"refresh_token\":\"\"");
        assertThat(call("GET", BATCH, access).statusCode()).isEqualTo(401);
        assertThat(host.post("/login/refreshToken", "{\"refreshToken\":\"" + field(login, "refresh_token") + "\"}")
                        .statusCode())
                .isEqualTo(401);
        assertThat(call("DELETE", path, token("anna", PASSWORD)).statusCode()).isEqualTo(200);
    }

    @Test
    void otherMethodsOnAToken_areNotAllowed() throws Exception {
        HttpResponse<String> answer = call("GET", "/login/refreshToken/s3cret-token", token("anna", PASSWORD));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("DELETE");
        assertThat(answer.body()).doesNotContain("s3cret-token");
        assertThat(host.get("/login/refreshToken").headers().firstValue("Allow"))
                .contains("DELETE, POST");
    }

    @Test
    void authenticatorThatFails_isUnavailableAndItsReasonIsInTheLogAlone() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            HttpResponse<String> answer = login("broken", "s3cret-password");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            assertThat(answer.body()).doesNotContain("directory", "s3cret");
            assertThat(log.text())
                    .contains("Checking a login failed", "the directory is down")
                    .doesNotContain("s3cret-password");
        }
    }

    @Test
    void secrets_areInNothingThatJmxShows() throws Exception {
        HttpResponse<String> login = login("anna", PASSWORD);
        call("GET", BATCH, field(login, "access_token"));
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

    private String token(String user, String password) throws Exception {
        return field(login(user, password), "access_token");
    }

    private HttpResponse<String> login(String user, String password) throws Exception {
        return host.post("/login", "{\"username\":\"" + user + "\",\"password\":\"" + password + "\"}");
    }

    private HttpResponse<String> call(String method, String path, String token) throws Exception {
        return host.send(method, path, null, "Authorization", "Bearer " + token);
    }

    private static String field(HttpResponse<String> answer, String name) {
        Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(answer.body());
        assertThat(field.find()).as(answer.body()).isTrue();
        return field.group(1);
    }
}
