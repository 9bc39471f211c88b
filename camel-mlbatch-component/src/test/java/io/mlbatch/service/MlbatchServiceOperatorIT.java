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

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.service.security.Caller;
import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Details of executions, and the rights of operators, over a real server. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceOperatorIT {

    private static final String BATCH = "/api/TxService/1.0/batch";
    private static final String DETAILS = BATCH + "?details=true";

    @AutoClose
    private final RunningHost host = RunningHost.with(
            component -> {
                // each user has a role of the same name
                component.setAuthenticator(
                        login -> Optional.of(new Caller(login.username(), Set.of(login.username()))));
                component.setAdminRole("olga");
            },
            routes -> {
                routes.from("mlbatch-service:TxService/1.0?roles=anna,bert")
                        .choice()
                        .when(routes.simple("${body[hp]} == 0"))
                        .throwException(new IllegalStateException("no power"))
                        .end()
                        .setVariable("mlbatch.artifact.user", routes.header("CamelMlbatchUser"));
            });

    MlbatchServiceOperatorIT() throws Exception {}

    @Test
    void details_areThoseOfTheCallersExecutionsNewestFirst() throws Exception {
        HostCaller anna = host.as("anna", "x");
        HostCaller bert = host.as("bert", "x");
        Instant before = Instant.now().minusSeconds(1);
        String first = id(anna.run(BATCH + "?parallelCount=3", "[{\"hp\":1},{\"hp\":0},{\"hp\":2}]"));
        String second = id(anna.run(BATCH, "[{\"hp\":1}]"));
        bert.run(BATCH, "[{\"hp\":1}]");

        String details = assertResponse(anna.get(DETAILS + "&state=complete,pending"), 200)
                .body();
        assertThat(fields(details, "batchExecutionId")).containsExactly(second, first);
        assertThat(details)
                .contains("\"name\":\"TxService\",\"version\":\"1.0\"")
                .contains("\"state\":\"Complete\",\"completedItemCount\":3,", "\"parallelCount\":3,\"owner\":\"anna\"");
        assertThat(Instant.parse(fields(details, "created").get(1)))
                .isBetween(before, Instant.parse(fields(details, "finished").get(1)));

        String page = anna.get(DETAILS + "&limit=1").body();
        assertThat(fields(page, "batchExecutionId")).containsExactly(second);
        String next = "&before=" + page.replaceAll(".*\"sequence\":(\\d+).*", "$1");
        assertThat(fields(anna.get(DETAILS + next).body(), "batchExecutionId")).containsExactly(first);
        assertThat(anna.get(DETAILS + "&state=inProgress").body()).isEqualTo("[]");
        assertThat(anna.get(DETAILS + "&owner=bert").body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource({
        "state=paused,Unknown batch state 'paused': the states are pending",
        "before=-1,The parameter before must be a whole number",
        "limit=0,The parameter limit must be a whole number from 1",
        "details=maybe,The parameter details must be true or false"
    })
    void invalidSelection_isABadRequest(String parameter, String message) throws Exception {
        assertResponse(
                host.as("anna", "x").get(DETAILS.replace("details=true", parameter) + "&details=true"), 400, message);
    }

    @Test
    void operator_seesReadsAndCancelsTheExecutionsOfAll() throws Exception {
        HostCaller anna = host.as("anna", "x");
        HostCaller olga = host.as("olga", "x");
        String execution = anna.run(BATCH, "[{\"hp\":1}]");

        assertThat(olga.get(BATCH).body()).contains(id(execution));
        String details = olga.get(DETAILS + "&owner=anna").body();
        assertThat(fields(details, "batchExecutionId")).contains(id(execution));
        assertThat(fields(details, "owner")).containsOnly("anna");
        assertResponse(olga.get(execution), 200, "Complete");
        assertResponse(olga.get(execution + "/records"), 200, "hp");
        assertResponse(olga.get(execution + "/0/files/user"), 200, "anna");

        assertResponse(host.as("bert", "x").delete(execution), 404);
        assertResponse(olga.delete(execution), 200, id(execution));
        assertResponse(anna.get(execution), 404);
    }

    @ParameterizedTest
    @CsvSource({"'',is empty", "admin,no caller has a role"})
    void adminRoleThatNoCallerCanHave_isAnErrorAtTheStart(String role, String message) {
        assertThatThrownBy(() -> RunningHost.with(
                        component -> component.setAdminRole(role),
                        routes -> routes.from("mlbatch-service:TxService/1.0").log("scored")))
                .hasStackTraceContaining("The option adminRole")
                .hasStackTraceContaining(message);
    }

    private static String id(String execution) {
        return execution.substring(BATCH.length() + 1);
    }

    private static List<String> fields(String body, String name) {
        return Pattern.compile("\"" + name + "\":\"([^\"]+)\"")
                .matcher(body)
                .results()
                .map(MatchResult::group)
                .map(field -> field.replaceAll(".*:\"|\"$", ""))
                .toList();
    }
}
