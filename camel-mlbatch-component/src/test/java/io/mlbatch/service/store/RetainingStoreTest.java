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
package io.mlbatch.service.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.fakes.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RetainingStoreTest {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");
    private static final Duration DAY = Duration.ofDays(1);

    private final SettableClock clock = new SettableClock();

    private RetainingStore holding(int maxExecutions, long maxBytes) {
        return new RetainingStore(
                new MemoryExecutionStore(clock, Long.MAX_VALUE),
                new Retention(DAY.multipliedBy(14), maxExecutions, maxBytes),
                clock);
    }

    private Execution start(RetainingStore store, int records) {
        byte[] record = "0123456789".getBytes(StandardCharsets.UTF_8);
        return store.create(new NewExecution(
                        SERVICE,
                        "",
                        1,
                        Optional.empty(),
                        Collections.nCopies(records, record).iterator()))
                .execution();
    }

    private Execution finished(RetainingStore store) {
        Execution execution = start(store, 1);
        execution.complete(0, new ItemResult(new byte[90], List.of()));
        clock.advance(Duration.ofMinutes(1));
        return execution;
    }

    @Test
    void finishedExecutionIsDroppedAfterTheRetention() {
        RetainingStore store = holding(10, 10_000);
        Execution old = finished(store);
        clock.advance(DAY.multipliedBy(13));
        Execution young = finished(store);
        clock.advance(DAY);

        store.purge();

        assertThat(store.list(SERVICE, "")).containsExactly(young.id());
        assertThat(store.find(SERVICE, old.id().value())).isEmpty();
    }

    @Test
    void unfinishedExecutionIsHeldForEver() {
        RetainingStore store = holding(10, 10_000);
        Execution unfinished = start(store, 1);
        clock.advance(DAY.multipliedBy(1_000));

        store.purge();

        assertThat(store.list(SERVICE, "")).containsExactly(unfinished.id());
    }

    @Test
    void oneTooMany_dropsTheOneThatEndedFirst() {
        RetainingStore store = holding(3, 10_000);
        Execution unfinished = start(store, 1);
        finished(store);
        Execution second = finished(store);

        Execution last = start(store, 1);

        assertThat(store.list(SERVICE, "")).containsExactly(unfinished.id(), second.id(), last.id());
    }

    @Test
    void tooManyBytes_dropAsManyAsAreNeeded() {
        RetainingStore store = holding(10, 300);
        finished(store);
        finished(store);
        Execution third = finished(store);

        Execution last = start(store, 1);

        assertThat(store.list(SERVICE, "")).hasSize(3).contains(third.id(), last.id());
    }

    @Test
    void startIsRefusedWhenNothingMayBeDropped() {
        RetainingStore store = holding(2, 10_000);
        start(store, 1);
        start(store, 1);

        assertThatThrownBy(() -> start(store, 1))
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("2 unfinished executions")
                .hasMessageContaining("maxExecutions 2");
        assertThat(store.list(SERVICE, "")).hasSize(2);
    }
}
