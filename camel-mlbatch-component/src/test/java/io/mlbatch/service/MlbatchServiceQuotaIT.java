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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.service.security.Caller;
import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.RunningHost;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Several users share one host that holds few executions. */
@Tag("host")
class MlbatchServiceQuotaIT {

    private static final String FAST = "/api/Fast/1.0/batch";
    private static final String HELD = "/api/Held/1.0/batch";

    private final HeldProcessor held = new HeldProcessor();
    private RunningHost host;

    @BeforeEach
    void start() throws Exception {
        host = RunningHost.with(
                component -> {
                    component.setAuthenticator(
                            credentials -> Optional.of(new Caller(credentials.username(), Set.of())));
                    component.setMaxExecutions(20);
                },
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("mlbatch-service:Fast/1.0").setBody(simple("${null}"));
                        from("mlbatch-service:Held/1.0").process(held);
                    }
                });
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @Test
    void userWhoFillsTheHost_isRejectedAndResultsOfOthersStay() throws Exception {
        String bert = token("bert");
        List<String> unread = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            unread.add(accepted(bert));
        }

        String anna = token("anna");
        HttpResponse<String> last = startMany(FAST, anna, 40);

        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
        assertThat(last.body()).contains("maxExecutionsPerUser");
        for (String execution : unread) {
            awaitResults(execution, bert);
        }
        assertThat(start(FAST, bert).statusCode()).isEqualTo(202);
    }

    @Test
    void unfinishedExecutionsOfOneUser_leaveRoomForOthers() throws Exception {
        assertThat(startMany(HELD, token("anna"), 40).statusCode()).isEqualTo(429);

        for (String user : List.of("bert", "carl", "dora")) {
            assertThat(start(FAST, token(user)).statusCode()).as(user).isEqualTo(202);
        }
    }

    @Test
    void userWhoReadsResults_isNeverRejected() throws Exception {
        String anna = token("anna");
        for (int i = 0; i < 40; i++) {
            awaitResults(accepted(anna), anna);
        }
    }

    private HttpResponse<String> startMany(String path, String token, int count) throws Exception {
        HttpResponse<String> response = null;
        for (int i = 0; i < count; i++) {
            response = start(path, token);
        }
        return response;
    }

    /** Starts a batch; returns its path. */
    private String accepted(String token) throws Exception {
        HttpResponse<String> started = start(FAST, token);
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return FAST + "/" + started.body().replaceAll(".*\"batchExecutionId\":\"([^\"]+)\".*", "$1");
    }

    private void awaitResults(String execution, String token) {
        await().atMost(1, MINUTES).until(() -> host.get(execution, "Authorization", "Bearer " + token)
                .body()
                .contains("\"state\":\"Complete\""));
    }

    private HttpResponse<String> start(String path, String token) throws Exception {
        return host.post(path, "[{}]", "Authorization", "Bearer " + token);
    }

    private String token(String user) throws Exception {
        return host.post("/login", "{\"username\":\"" + user + "\",\"password\":\"any\"}")
                .body()
                .replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
    }
}
