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
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

import org.apache.camel.Exchange;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.host.RunningPostgres;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A host with a data source, on PostgreSQL. */
@Tag("host")
class MlbatchServicePostgresIT {

    private static final String BATCH = "/api/TxService/1.0/batch";

    @TempDir
    private Path folder;

    private HeldProcessor held;
    private DataSource dataSource;

    @BeforeAll
    static void startServer() {
        RunningPostgres.assumeThatItRuns();
    }

    @BeforeEach
    void open() {
        dataSource = RunningPostgres.newSchema();
    }

    private RunningHost start() throws Exception {
        HeldProcessor ofThisContext = new HeldProcessor();
        RunningHost host = RunningHost.open(routes -> {
            routes.getContext().getRegistry().bind("executions", dataSource);
            // as camel-main does with camel.component.mlbatch-service.dataSource=#bean:executions
            PropertyBindingSupport.bindProperties(
                    routes.getContext(),
                    routes.getContext().getComponent("mlbatch-service"),
                    new HashMap<>(Map.of("dataDirectory", folder.toString(), "dataSource", "#bean:executions")));
            // held records are in flight when the context stops, which does not wait for them
            routes.getContext().getShutdownStrategy().setTimeout(1);
            routes.from("mlbatch-service:TxService/1.0?outputs=answer:integer")
                    .process(ofThisContext)
                    .process(MlbatchServicePostgresIT::leaveAFile);
        });
        held = ofThisContext;
        return host;
    }

    private static void leaveAFile(Exchange exchange) {
        exchange.setVariable(
                "mlbatch.artifact.answer.txt", "answer " + exchange.getMessage().getBody());
    }

    @Test
    void execution_isResumedByTheNextContext_andKeptByTheOneAfterIt() throws Exception {
        String path;
        try (RunningHost first = start()) {
            path = first.start(BATCH + "?parallelCount=1", "[{},{},{}]");
            held.release(0, 10);
            first.awaitCompleted(path, 1);
            held.release(1, 11);
            first.awaitCompleted(path, 2);
        }
        String complete;
        try (RunningHost second = start()) {
            held.release(2, 12);
            complete = second.awaitCompleted(path, 3);
            assertThat(complete)
                    .contains("\"state\":\"Complete\"")
                    .containsSubsequence("\"answer\":10", "\"answer\":11", "\"answer\":12");
        }
        try (RunningHost third = start()) {
            assertThat(third.get(path).body()).isEqualTo(complete);
            for (int index = 0; index < 3; index++) {
                HttpResponse<String> file = third.get(path + "/" + index + "/files/answer.txt");
                assertThat(file.body()).isEqualTo("answer 1" + index);
            }
            assertThat(held.waiting()).isZero();
        }
    }

    /** PostgreSQL has no text with this character. */
    @Test
    void nulInAQuery_isTheCallersErrorAndNotTheStores() throws Exception {
        try (RunningHost host = start()) {
            assertResponse(host.get(BATCH + "?details=true&owner=%00"), 400, "U+0000");
            assertResponse(host.get("/mlbatch/data/executions?owner=a%00b"), 400, "U+0000");
            assertResponse(host.get(BATCH + "/%00"), 404);
            assertResponse(host.get("/status"), 200, "pass");
        }
    }

    @Test
    void secondHostWithTheSameFolder_isRefused() throws Exception {
        try (RunningHost host = start()) {
            assertThatThrownBy(this::start)
                    .hasRootCauseMessage("The executions in " + folder + " are used by another host");
            assertThat(host.get(BATCH).body()).isEqualTo("[]");
        }
    }
}
