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
package io.mlbatch.service.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.testing.DescriptionBuilder;
import io.mlbatch.testing.host.Stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PassTest {

    private static final ServiceDescription SERVICE = DescriptionBuilder.bare("TxService", "1.0");
    private static final int RECORDS = 5_000;

    @AutoClose
    private final ExecutionStore store = Stored.inMemory();

    private final Execution execution = store.create(new NewExecution(
                    SERVICE.id(),
                    "anna",
                    1,
                    Optional.empty(),
                    Collections.nCopies(RECORDS, RecordsJson.writeRecord(Map.of("hp", 110)))
                            .iterator()))
            .execution();

    private final List<Integer> read = new ArrayList<>();
    private long now;

    @Test
    void missingResults_areSkipped() {
        compute(0, 2);
        compute(10, 4_000);

        pass(() -> false).forEach(true, index -> index % 2 == 1, row -> {
            read.add(row.index());
            assertThat(row.cell(new Column(Column.Kind.INPUT, "hp"))).isEqualTo(110);
        });

        assertThat(read).hasSize(1_996).startsWith(1, 11, 13).endsWith(3_999);
    }

    @Test
    void passWhoseCallerDisconnects_stops() {
        compute(0, RECORDS);

        Pass pass = pass(() -> !read.isEmpty());
        assertThatThrownBy(() -> pass.forEach(false, index -> true, row -> read.add(row.index())))
                .isInstanceOf(CancellationException.class);

        assertThat(read).hasSizeLessThan(RECORDS);
    }

    @Test
    void passThatTakesLongerThanAMinute_isEndedWithTheReason() {
        compute(0, RECORDS);

        Pass pass = pass(() -> false);
        assertThatThrownBy(() -> pass.forEach(false, index -> true, row -> {
                    read.add(row.index());
                    now += Duration.ofMillis(100).toNanos();
                }))
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isEqualTo(503))
                .hasMessageContaining("longer than 60 seconds");
        assertThat(read).hasSizeLessThan(RECORDS);
    }

    private Pass pass(BooleanSupplier canceled) {
        return new Pass(execution, SERVICE, canceled, () -> now);
    }

    private void compute(int from, int to) {
        for (int index = from; index < to; index++) {
            execution.complete(index, ItemResult.success(index, Map.of("score", index), List.of()));
        }
    }
}
