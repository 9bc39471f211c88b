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
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;

import org.apache.camel.CamelContext;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.util.json.JsonObject;
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
                // the role of anna1 is anna
                component.setAuthenticator(login -> Optional.of(
                        new Caller(login.username(), Set.of(login.username().replaceAll("[0-9]", "")))));
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
        HostCaller anna = host.as("anna1", "x");
        HostCaller bert = host.as("bert1", "x");
        Instant before = Instant.now().minusSeconds(1);
        String first = id(anna.run(BATCH + "?parallelCount=3", "[{\"hp\":1},{\"hp\":0},{\"hp\":2}]"));
        String second = id(anna.run(BATCH, "[{\"hp\":1}]"));
        bert.run(BATCH, "[{\"hp\":1}]");

        String details = assertResponse(anna.get(DETAILS + "&state=complete,pending"), 200)
                .body();
        assertThat(fields(details, "batchExecutionId")).containsExactly(second, first);
        assertThat(details)
                .contains("\"name\":\"TxService\",\"version\":\"1.0\"")
                .contains("\"state\":\"Complete\",\"completedItemCount\":3,\"failedItemCount\":1,"
                        + "\"totalItemCount\":3,\"parallelCount\":3,\"owner\":\"anna1\"");
        assertThat(Instant.parse(fields(details, "created").get(1)))
                .isBetween(before, Instant.parse(fields(details, "finished").get(1)));

        String page = anna.get(DETAILS + "&limit=1").body();
        assertThat(fields(page, "batchExecutionId")).containsExactly(second);
        String next = "&before=" + page.replaceAll(".*\"sequence\":(\\d+).*", "$1");
        assertThat(fields(anna.get(DETAILS + next).body(), "batchExecutionId")).containsExactly(first);
        assertThat(anna.get(DETAILS + "&state=inProgress").body()).isEqualTo("[]");
        assertThat(anna.get(DETAILS + "&owner=bert1").body()).isEqualTo("[]");
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

    @Test
    void usage_isThatOfTheCallerAndForOperatorsThatOfAll() throws Exception {
        HostCaller zoe = host.as("zoe", "x");
        assertThat(zoe.get("/status/usage").body())
                .contains("\"user\":\"zoe\",\"admin\":false,\"draining\":false,\"executions\":0,\"bytes\":0,");
        host.as("anna", "x").run(BATCH, "[{\"hp\":1}]");

        assertThat(zoe.get("/status/usage").body()).doesNotContain("anna", "users", "store");
        assertThat(host.as("olga", "x").get("/status/usage").body())
                .contains("\"user\":\"olga\",\"admin\":true")
                .containsPattern("\"store\":\\{\"executions\":\\d+,\"bytes\":\\d+,\"maxExecutions\":10000,")
                .containsPattern("\\{\"user\":\"anna\",\"executions\":\\d+,\"bytes\":\\d+,\"maxExecutions\":\\d{4}");
        assertResponse(host.get("/status/usage"), 401);
    }

    @Test
    void jmx_listsCancelsAndPurgesExecutions() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        CamelContext context = host.camelContext();
        ObjectName name = context.getManagementStrategy()
                .getManagementObjectNameStrategy()
                .getObjectNameForComponent(context.getComponent("mlbatch-service"), "mlbatch-service");
        HostCaller bert = host.as("bert2", "x");
        String failing = id(bert.run(BATCH, "[{\"hp\":0}]"));

        assertThat((int) beans.getAttribute(name, "Executions")).isPositive();
        assertThat((long) beans.getAttribute(name, "StoreSize")).isPositive();
        assertThat(beans.getAttribute(name, "ExecutionLimit")).isEqualTo(10_000);
        assertThat(beans.getAttribute(name, "StoreFailing")).isEqualTo(false);
        assertThat(beans.getAttribute(name, "Draining")).isEqualTo(false);
        TabularData listed = (TabularData) invoke(beans, name, "listExecutions", "complete", 10);
        assertThat(listed.get(new Object[] {failing}).getAll(new String[] {"owner", "state", "failedItemCount"}))
                .containsExactly("bert2", "Complete", 1);
        TabularData users = (TabularData) invoke(beans, name, "listUsers");
        assertThat(users.get(new Object[] {"bert2"}).get("executions")).isEqualTo(1);
        assertThat(((TabularData) invoke(beans, name, "executionDetails", failing)).size())
                .isEqualTo(1);
        assertThat(invoke(beans, name, "purgeExecutions", "1h")).isEqualTo(0L);
        for (String age : Arrays.asList("1x", "1w", "PT1H", "", "-1h", "-5", "0", "5124095576030432h", null)) {
            assertThatThrownBy(() -> invoke(beans, name, "purgeExecutions", age))
                    .rootCause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The age must be ");
        }
        assertThatThrownBy(() -> invoke(beans, name, "listExecutions", "", -1))
                .rootCause()
                .hasMessage("The limit must be more than 0");
        for (String operation : List.of("executionDetails", "cancelExecution")) {
            for (String missing : Arrays.asList("", null)) {
                assertThatThrownBy(() -> invoke(beans, name, operation, missing))
                        .rootCause()
                        .hasMessage("The execution id is missing");
            }
        }

        assertThat(invoke(beans, name, "cancelExecution", failing)).isEqualTo(true);
        assertThat(invoke(beans, name, "cancelExecution", failing)).isEqualTo(false);
        assertThat(bert.get(BATCH).body()).doesNotContain(failing);
        ObjectName consumer = beans.queryNames(new ObjectName("org.apache.camel:type=consumers,*"), null).stream()
                .filter(each -> each.getCanonicalName().contains(context.getManagementName()))
                .filter(each -> each.getKeyProperty("name").startsWith("MlbatchServiceConsumer"))
                .findFirst()
                .orElseThrow();
        assertThat(beans.getAttribute(consumer, "Service")).isEqualTo("TxService/1.0");
        assertThat(beans.getAttribute(consumer, "UnfinishedExecutions")).isEqualTo(0);
        assertThat(beans.getAttribute(consumer, "UnfinishedRecords")).isEqualTo(0L);
        invoke(beans, name, "drain", false);
        assertThat(beans.getAttribute(name, "Draining")).isEqualTo(true);
        assertThat(invoke(beans, name, "cancelDrain")).isEqualTo(true);
    }

    private static Object invoke(MBeanServer beans, ObjectName name, String operation, Object... arguments)
            throws Exception {
        String[] signature = Stream.of(arguments)
                .map(argument -> argument instanceof Integer
                        ? "int"
                        : argument instanceof Boolean ? "boolean" : "java.lang.String")
                .toArray(String[]::new);
        return beans.invoke(name, operation, arguments, signature);
    }

    @Test
    void console_showsStoreAndNewestExecutions() throws Exception {
        String execution = id(host.as("anna", "x").run(BATCH, "[{\"hp\":1}]"));
        DevConsoleRegistry consoles =
                host.camelContext().getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
        consoles.loadDevConsoles();
        DevConsole console = consoles.getConsole("mlbatch-service").orElseThrow();

        assertThat((String) console.call(DevConsole.MediaType.TEXT))
                .contains("(at most 10000)", "TxService/1.0  " + execution + "  complete  1 of 1 (failed: 0)", "anna");
        assertThat(((JsonObject) console.call(DevConsole.MediaType.JSON, Map.of("limit", "1"))).toJson())
                .contains(
                        "\"draining\":false", "\"maxExecutions\":10000", "\"batchExecutionId\":\"" + execution + "\"");
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
