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
package io.mlbatch.service.store.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.jdbc.database.FolderDatabase;
import io.mlbatch.service.store.jdbc.database.SqliteDatabase;

import static io.mlbatch.testing.host.HostCaller.awaitTrue;

class SqliteExecutionStoreTest extends JdbcExecutionStoreContract {

    @Override
    FolderDatabase open(Path folder) {
        return SqliteDatabase.open(folder);
    }

    @Test
    void deletedExecution_givesItsRoomBack() throws IOException {
        Execution execution = batch(50_000);
        IntStream.range(0, 50_000).forEach(index -> execution.complete(index, result(index)));
        settle();
        Path database = data().resolve("executions.db");

        store().delete(execution.id());

        awaitTrue(() -> {
            settle();
            return Files.size(database) < 500_000;
        });
    }
}
