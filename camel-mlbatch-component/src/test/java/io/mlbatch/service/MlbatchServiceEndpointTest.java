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

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import javax.sql.DataSource;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.service.security.Authenticator;
import io.mlbatch.testing.Proxies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MlbatchServiceEndpointTest {

    private static final String HASH = "$2y$05$abcdefghijklmnopqrstuuEVdkK0PlG4Ly5oyZ45zZiNBNxG3rovC";

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    @Test
    void uri_declaresTheService() {
        MlbatchServiceEndpoint endpoint = context.getEndpoint(
                "mlbatch-service:TxService/1.0?inputs=hp:numeric, wt:data.frame&outputs=answer:vector&artifacts=a.csv,b",
                MlbatchServiceEndpoint.class);
        assertThat(endpoint.getServiceId()).hasToString("TxService/1.0");
        assertThat(endpoint.declaredInputs())
                .containsExactly(
                        new Parameter("hp", ParameterType.NUMERIC), new Parameter("wt", ParameterType.DATA_FRAME));
        assertThat(endpoint.declaredOutputs()).containsExactly(new Parameter("answer", ParameterType.VECTOR));
        assertThat(endpoint.declaration(endpoint.routeBodies(null)).outputFileNames())
                .containsExactly("a.csv", "b");
        assertThat(endpoint.getMaxParallelCount()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TxService                        | name/version",
                "TxService/1.0?inputs=hp          | The option inputs has the entry 'hp': it is not name:type",
                "TxService/1.0?outputs=a:number   | The option outputs has the entry 'a:number': Unknown parameter type",
                "TxService/1.0?inputs=:numeric    | The option inputs has the entry ':numeric'",
                "TxService/1.0?inputs=a:vector,   | The option inputs has the entry ''",
                "TxService/1.0?inputs=a:any       | Unknown parameter type 'any'",
                "S/1?inputs=a:vector,a:numeric    | The option inputs has the entry 'a:numeric': the name is a duplicate",
                "S/1?operationId=2nd              | The option operationId must be letters, digits and underscores",
                "S/1?operationId=a-b              | with no digit first, not 'a-b'",
                "S/1?operationId=login            | The option operationId must not be 'login', which is another call",
                "S/1?runtimeType=Camel            | The option runtimeType must be one of R, Python, Realtime, not 'Camel'",
                "S/1?invalidRecords=skip          | The option invalidRecords must be one of fail, refuse, not 'skip'",
                "S/1?missingInputs=NaN            | The option missingInputs must be one of invalid, null, not 'NaN'",
                "TxService/1.0?maxParallelCount=0 | The option maxParallelCount must be at least 1, not 0",
                "S/1?maxParallelCount=1.5         | The option maxParallelCount must be a whole number, not '1.5'",
                "S/1?parallelCount=many           | The option parallelCount must be a whole number, not 'many'",
                "S/1?chunkSize=99999999999        | The option chunkSize must be a whole number, not '99999999999'",
                "S/1?recordTimeout=soon           | recordTimeout must be a number of milliseconds or a duration",
                "TxService/1.0?roles=score,       | The option roles has an empty role: 'score,'",
                "TxService/1.0?roles=score        | The option roles excludes all callers of TxService/1.0"
            })
    void malformedUri_isRefusedWithTheOptionAndTheEntry(String uri, String message) {
        assertThatThrownBy(() -> {
                    context.start();
                    context.getEndpoint("mlbatch-service:" + uri).start();
                })
                .hasStackTraceContaining(message);
    }

    @Test
    void endpoint_hasNoProducer() {
        assertThatThrownBy(() ->
                        context.getEndpoint("mlbatch-service:TxService/1.0").createProducer())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("TxService/1.0");
    }

    @Test
    void halfOfTheCredentials_isRefusedWithTheMissingOption() {
        MlbatchServiceComponent component = new MlbatchServiceComponent();
        component.setUsername("admin");
        context.addComponent("mlbatch-service", component);
        assertThatThrownBy(context::start)
                .hasStackTraceContaining("The option password of the component mlbatch-service is missing");
    }

    @Test
    void clusterWithoutItsDatabaseOrWithAFolder_isRejectedWithTheOption() {
        component().setClustered(true);
        assertThatThrownBy(context::start)
                .hasStackTraceContaining("The option clustered of the component mlbatch-service needs a dataSource");
        DataSource dataSource = Proxies.returning(DataSource.class, method -> null);
        assertThatThrownBy(() -> HostCluster.of(true, dataSource, "data"))
                .hasMessageContaining("both clustered and dataDirectory: a cluster stores its artifacts in the");
    }

    @Test
    void roles_areAListWithoutTheBlanks() {
        MlbatchServiceEndpoint endpoint =
                context.getEndpoint("mlbatch-service:TxService/1.0?roles=score, admin", MlbatchServiceEndpoint.class);
        assertThat(endpoint.declaredRoles()).containsExactly("score", "admin");
    }

    @Test
    void rolesThatNoConfiguredUserHas_areRefused() {
        component().setUsername("admin");
        component().setPassword("s3cret");
        context.start();
        assertThatThrownBy(() -> context.getEndpoint("mlbatch-service:TxService/1.0?roles=score"))
                .hasStackTraceContaining(
                        "without the component's options users or authenticator, no caller has a role");
    }

    @Test
    void malformedUsers_areRefusedAtTheStartWithoutTheirHashes() {
        component().setUsers("anna:" + HASH + ",bert:s3cret");
        assertThatThrownBy(context::start).satisfies(e -> assertThat(stackTrace(e))
                .contains("The option users of the component mlbatch-service: entry 2: the text after the user's name")
                .doesNotContain("s3cret", HASH));
    }

    @Test
    void userInBothOptions_isRefusedAtTheStart() {
        component().setUsers("admin:" + HASH);
        component().setUsername("admin");
        component().setPassword("s3cret");
        assertThatThrownBy(context::start).satisfies(e -> assertThat(stackTrace(e))
                .contains("The options username and users of the component mlbatch-service both have the user 'admin'")
                .doesNotContain("s3cret", HASH));
    }

    @Test
    void onlyAuthenticatorOfTheRegistry_isTaken() {
        Authenticator authenticator = credentials -> Optional.empty();
        context.getRegistry().bind("directory", authenticator);
        MlbatchServiceComponent component = component();
        context.start();
        assertThat(component.getAuthenticator()).isSameAs(authenticator);
    }

    @Test
    void twoAuthenticatorsInTheRegistry_areRefusedUnlessOneIsNamed() {
        Authenticator named = credentials -> Optional.empty();
        context.getRegistry().bind("directory", named);
        context.getRegistry().bind("database", (Authenticator) credentials -> Optional.empty());
        MlbatchServiceComponent component = component();
        assertThatThrownBy(context::start)
                .hasStackTraceContaining("The registry has 2 authenticators: name one with the option authenticator");

        component.setAuthenticator(named);
        component.start();
        assertThat(component.getAuthenticator()).isSameAs(named);
    }

    private MlbatchServiceComponent component() {
        return context.getComponent("mlbatch-service", MlbatchServiceComponent.class);
    }

    private static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
