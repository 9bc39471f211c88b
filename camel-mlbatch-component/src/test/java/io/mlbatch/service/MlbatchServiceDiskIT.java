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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.stream.Stream;

import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.http.RawConnection;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A host whose disk or folder fails while it runs, or has changed when it starts. */
@Tag("host")
class MlbatchServiceDiskIT {

    private static final String BATCH = "/api/TxService/1.0/batch";

    @TempDir
    private Path folder;

    private RunningHost start() throws Exception {
        return RunningHost.with(component -> component.setDataDirectory(data().toString()), routes -> routes.from(
                        "mlbatch-service:TxService/1.0?outputs=answer:integer")
                .setVariable("mlbatch.artifact.answer.txt", routes.constant("42"))
                .setBody(routes.constant(42)));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static String status(RunningHost host) throws Exception {
        return host.get("/status").body();
    }

    @Test
    void artifactsThatCannotBeStored_failNoRecordButTheStatus() throws Exception {
        try (RunningHost host = start()) {
            // no file can be written; all other calls work
            Path artifacts = Files.createFile(data().resolve("artifacts"));
            String path = host.start(BATCH, "[{},{},{}]");
            awaitTrue(() -> status(host).contains("\"statusCode\":\"fail\""));
            assertThat(host.get(path).body()).contains("\"completedItemCount\":0");
            assertResponse(host.post(BATCH, "[{}]"), 503);

            Files.delete(artifacts);

            host.awaitComplete(path);
            assertThat(host.get(path).body()).doesNotContain("\"success\":false");
            assertThat(host.get(path + "/2/files/answer.txt").body()).isEqualTo("42");
            awaitTrue(() -> status(host).contains("\"statusCode\":\"pass\""));
        }
    }

    /** Their files are stored and deleted at the same time. */
    @Test
    void executionsThatAreDeletedWhileTheyRun_doNotFailTheStore() throws Exception {
        try (RunningHost host = start();
                CapturedLog log = new CapturedLog()) {
            for (int i = 0; i < 30; i++) {
                String path = host.start(BATCH, "[" + "{},".repeat(200) + "{}]");
                awaitTrue(() -> host.get(path).body().contains("\"completedItemCount\":")
                        && Files.exists(data().resolve("artifacts")));
                assertResponse(host.delete(path), 200);
                assertThat(status(host)).contains("pass");
            }
            awaitTrue(() -> isEmpty(data().resolve("artifacts")));
            assertThat(log.text()).doesNotContain("WARN", "ERROR");
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    @Test
    void missingFolder_failsTheStatusUntilItIsBack() throws Exception {
        try (RunningHost host = start()) {
            String path = host.start(BATCH, "[{}]");
            host.awaitComplete(path);
            Path moved = Files.move(data(), folder.resolve("moved"));

            assertThat(status(host)).contains("\"statusCode\":\"fail\"", "\"store\"");
            assertThat(host.readiness()).containsExactly(HealthCheck.State.DOWN);
            assertResponse(host.post(BATCH, "[{}]"), 503);
            assertResponse(host.get(path), 503);
            assertThat(data()).doesNotExist();

            Files.move(moved, data());
            awaitTrue(() -> status(host).contains("\"statusCode\":\"pass\""));
            assertThat(host.get(path).body()).contains("\"answer\":42");
            assertThat(host.readiness()).containsExactly(HealthCheck.State.UP);
            host.camelContext().getRouteController().stopAllRoutes();
            assertThat(host.readiness()).isEmpty();
        }
    }

    @Test
    void missingDatabaseBesideArtifacts_isRejected() throws Exception {
        String path;
        try (RunningHost host = start()) {
            path = host.start(BATCH, "[{}]");
            host.awaitComplete(path);
        }
        Path database = data().resolve("executions.db");
        Path saved = Files.move(database, folder.resolve("saved"));
        assertThatThrownBy(this::start)
                .rootCause()
                .hasMessageStartingWith("The folder " + data() + " contains files of executions")
                .hasMessageEndingWith("To start without those executions, move the folder away");
        Files.deleteIfExists(database);
        Files.createFile(database);
        assertThatThrownBy(this::start).rootCause().hasMessageContaining("Restore the database");

        Files.delete(database);
        Files.move(saved, database);

        try (RunningHost host = start()) {
            assertThat(host.get(path + "/0/files/answer.txt").body()).isEqualTo("42");
        }
    }

    @Test
    void overlappingResults_makeAResponseOfTheTotal() throws Exception {
        String path;
        try (RunningHost host = start()) {
            path = host.start(BATCH, "[{},{},{}]");
            host.awaitComplete(path);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("executions.db"));
                Statement statement = connection.createStatement()) {
            // index 1 is in two rows, as if two hosts had written
            statement.execute("UPDATE mlbatch_result SET response = response || response, lengths ="
                    + " (SELECT CAST(x'000000' || CAST(char(LENGTH(response)) AS BLOB) || x'000000'"
                    + " || CAST(char(LENGTH(response)) AS BLOB) AS BLOB)) WHERE item = 0");
        }
        try (RunningHost host = start()) {
            String results = host.get(path).body();
            assertThat(results.split("\"outputParameters\"", -1)).hasSize(4);
        }
    }

    @Test
    void uploadEndingDuringStopOfAHostInMemory_isRejected() throws Exception {
        HeldProcessor held = new HeldProcessor();
        RunningHost host = RunningHost.open(
                routes -> routes.from("mlbatch-service:TxService/1.0").process(held));
        Thread stop = new Thread(host.camelContext()::stop);
        try (RawConnection upload = host.connect()) {
            host.post(BATCH, "[{}]");
            awaitTrue(() -> held.waiting() == 1);
            upload.head("POST " + BATCH, "Content-Length: 7", "Content-Type: application/json")
                    .send("[{},");
            awaitTrue(() -> host.get("/services").statusCode() == 200);
            // waits for the record in flight
            stop.start();
            awaitTrue(() -> host.post(BATCH, "[{}]").statusCode() == 503);

            upload.send("{}]");

            assertThat(upload.answer()).startsWith("HTTP/1.1 503");
        } finally {
            held.release(0, null);
            stop.join();
            host.close();
        }
    }
}
