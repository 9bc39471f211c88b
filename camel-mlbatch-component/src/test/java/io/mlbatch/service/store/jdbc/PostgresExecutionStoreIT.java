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

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.mlbatch.service.fakes.RunningPostgres;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ItemResult;

import static org.assertj.core.api.Assertions.assertThat;

class PostgresExecutionStoreIT extends JdbcExecutionStoreContract {

    private DataSource dataSource;

    @BeforeAll
    static void startServer() {
        RunningPostgres.assumeThatItRuns();
    }

    @Override
    Database open(Path folder) {
        if (dataSource == null) {
            dataSource = RunningPostgres.newSchema();
        }
        return GivenDatabase.open(dataSource, folder);
    }

    @Test
    void largeResults_areNotTakenAllAtOnce() {
        int results = 200;
        Execution execution = batch(results);
        Map<String, Object> large = Map.of("text", "x".repeat(100_000));
        IntStream.range(0, results)
                .forEach(index -> execution.complete(index, ItemResult.success(index, large, List.of())));
        settle();

        // 40 MB in all, as the driver asks for hexadecimal digits: more than it takes at once
        assertThat(execution.results(0)).hasSizeBetween(10, 11);
    }
}
