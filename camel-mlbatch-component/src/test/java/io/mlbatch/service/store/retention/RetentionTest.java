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
package io.mlbatch.service.store.retention;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.CreateResult;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.IdempotencyKey;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.KeyReusedException;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.QuotaExceededException;
import io.mlbatch.service.store.StoreFullException;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.memory.MemoryExecutionStore;
import io.mlbatch.testing.VirtualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RetentionTest {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final VirtualTime clock = new VirtualTime();
    private long nanos;

    /** A store with its admission and purge. */
    private final class Limited {

        private final ExecutionStore store;
        private final Admission admission;
        private final RetentionPurge purge;

        Limited(ExecutionStore store, Retention retention) {
            this.store = store;
            this.admission = new Admission(store, retention, clock);
            this.purge = new RetentionPurge(store, retention, clock, () -> nanos);
        }

        List<ExecutionId> list(String owner) {
            return store.list(SERVICE, owner);
        }
    }

    private Limited holding(int maxExecutions, long maxBytes) {
        return holding(Duration.ZERO, maxExecutions, maxBytes, new Retention.Quota(0, 0, false));
    }

    private Limited shared(int maxExecutions, long maxBytes) {
        return holding(HOUR, maxExecutions, maxBytes, new Retention.Quota(0, 0, true));
    }

    private Limited holding(Duration unreadTime, int maxExecutions, long maxBytes, Retention.Quota quota) {
        return new Limited(
                new MemoryExecutionStore(clock, Long.MAX_VALUE),
                new Retention(DAY.multipliedBy(14), unreadTime, new StoreSize(maxExecutions, maxBytes), quota));
    }

    private Limited retaining(ExecutionStore store, int maxExecutions, long maxBytes, Duration retention) {
        Retention limits = new Retention(
                retention, Duration.ZERO, new StoreSize(maxExecutions, maxBytes), new Retention.Quota(0, 0, false));
        return new Limited(store, limits);
    }

    private Execution start(Limited store, int records) {
        return start(store, "", records);
    }

    private static Execution start(Limited store, String owner, int records) {
        byte[] record = "0123456789".getBytes(StandardCharsets.UTF_8);
        return store.admission
                .create(new NewExecution(
                        SERVICE,
                        owner,
                        1,
                        Optional.empty(),
                        Collections.nCopies(records, record).iterator()))
                .execution();
    }

    private Execution finished(Limited store) {
        return finished(store, "");
    }

    private Execution finished(Limited store, String owner) {
        Execution execution = start(store, owner, 1);
        execution.complete(0, new ItemResult(new byte[90], List.of()));
        pass(Duration.ofMinutes(1));
        return execution;
    }

    private void pass(Duration time) {
        clock.advance(time);
        nanos += time.toNanos();
    }

    @ParameterizedTest
    @CsvSource({"0,true,30,300", "10,true,10,300", "10,false,10,1000", "0,false,100,1000", "500,true,100,300"})
    void quota_isTheNumberOrTheShareThatTheOthersLeave(int fixed, boolean isShared, int executions, long bytes) {
        Retention.Quota quota = new Retention.Quota(fixed, 0, isShared);
        assertThat(quota.most(new StoreSize(100, 1_000), new StoreSize(40, 400)))
                .isEqualTo(new StoreSize(executions, bytes));
    }

    @Test
    void clockThatJumpsBeyondTheRetention_dropsNothingForAnHour() {
        Limited store = holding(10, 10_000);
        Execution ended = finished(store);
        pass(Duration.ofHours(2));
        store.purge.run();

        clock.advance(DAY.multipliedBy(365));

        store.purge.run();
        pass(Duration.ofMinutes(59));
        store.purge.run();
        assertThat(store.list("")).containsExactly(ended.id());
        pass(Duration.ofMinutes(2));
        store.purge.run();
        assertThat(store.list("")).isEmpty();
    }

    @Test
    void clockThatIsCorrectedWithinAnHour_hasDroppedNothing() {
        Limited store = holding(10, 10_000);
        Execution ended = finished(store);
        pass(Duration.ofHours(2));
        store.purge.run();
        clock.advance(DAY.multipliedBy(365));
        pass(Duration.ofMinutes(59));
        store.purge.run();

        clock.advance(DAY.multipliedBy(-365));
        store.purge.run();

        pass(Duration.ofHours(2));
        store.purge.run();
        assertThat(store.list("")).containsExactly(ended.id());
    }

    @Test
    void startWithAWrongClock_dropsNothingForAnHour() {
        ExecutionStore held = new MemoryExecutionStore(clock, Long.MAX_VALUE);
        Execution ended = finished(retaining(held, 10, 10_000, DAY.multipliedBy(14)));
        clock.advance(DAY.multipliedBy(365));
        Limited store = retaining(held, 10, 10_000, DAY.multipliedBy(14));

        store.purge.run();
        pass(Duration.ofMinutes(59));
        store.purge.run();

        assertThat(store.list("")).containsExactly(ended.id());
    }

    @Test
    void retentionOfSeconds_isNotProlongedByAnHour() {
        Limited store = retaining(new MemoryExecutionStore(clock, Long.MAX_VALUE), 10, 10_000, Duration.ofSeconds(2));
        finished(store);

        pass(Duration.ofSeconds(3));
        store.purge.run();

        assertThat(store.list("")).isEmpty();
    }

    @Test
    void finishedExecution_isDroppedAfterTheRetention() {
        Limited store = holding(10, 10_000);
        Execution old = finished(store);
        pass(DAY.multipliedBy(13));
        Execution young = finished(store);
        pass(DAY);

        store.purge.run();

        assertThat(store.list("")).containsExactly(young.id());
        assertThat(store.store.find(SERVICE, old.id().value())).isEmpty();
    }

    @Test
    void unfinishedExecution_isHeldForever() {
        Limited store = holding(10, 10_000);
        Execution unfinished = start(store, 1);
        pass(DAY.multipliedBy(1_000));

        store.purge.run();

        assertThat(store.list("")).containsExactly(unfinished.id());
    }

    @Test
    void oneTooMany_dropsTheOneThatEndedFirst() {
        Limited store = holding(3, 10_000);
        Execution unfinished = start(store, 1);
        finished(store);
        Execution second = finished(store);

        Execution last = start(store, 1);

        assertThat(store.list("")).containsExactly(unfinished.id(), second.id(), last.id());
    }

    @Test
    void tooManyBytes_dropAsManyAsAreNeeded() {
        Limited store = holding(10, 300);
        finished(store);
        finished(store);
        Execution third = finished(store);

        Execution last = start(store, 1);

        assertThat(store.list("")).hasSize(3).contains(third.id(), last.id());
    }

    @Test
    void start_isRefusedWhenNothingMayBeDropped() {
        Limited store = holding(2, 10_000);
        start(store, 1);
        start(store, 1);

        assertThatThrownBy(() -> start(store, 1))
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("3 executions of")
                .hasMessageContaining("maxExecutions 2");
        assertThat(store.list("")).hasSize(2);
    }

    @Test
    void userWithManyExecutions_isRefused_andOthersKeepTheirUnreadOnes() {
        Limited store = shared(100, 1_000_000);
        List<ExecutionId> unread = IntStream.range(0, 21)
                .mapToObj(i -> finished(store, "bert").id())
                .toList();

        int accepted = 0;
        while (accepts(store, "anna")) {
            accepted++;
        }

        // as many as are free then
        assertThat(accepted).isEqualTo(39);
        assertThat(store.list("bert")).containsExactlyElementsOf(unread);
        start(store, "bert", 1);
        start(store, "carl", 1);
    }

    @Test
    void userWithUnfinishedExecutions_leavesAShareForEveryNewcomer() {
        Limited store = shared(1_000, 1_000_000);
        for (String user : List.of("anna", "bert", "carl", "dora")) {
            int accepted = 0;
            while (accepts(store, user)) {
                accepted++;
            }
            assertThat(accepted).as(user).isGreaterThan(50);
        }
    }

    @Test
    void userWhoHoldsTheMost_losesTheOldestReadOnesToOthers() {
        Limited store = shared(10, 1_000_000);
        List<ExecutionId> anna = IntStream.range(0, 5)
                .mapToObj(i -> finished(store, "anna").id())
                .toList();
        anna.forEach(store.store::markRead);

        for (int i = 0; i < 3; i++) {
            start(store, "bert", 1);
        }

        assertThat(store.list("bert")).hasSize(3);
        assertThat(store.list("anna")).isEqualTo(anna.subList(1, 5));
    }

    @Test
    void unreadExecution_isDroppedForANewOne_onceItsTimeIsOver() {
        Limited store = holding(HOUR, 1, 1_000_000, new Retention.Quota(0, 0, false));
        finished(store);
        assertThat(accepts(store, "")).isFalse();

        clock.advance(HOUR);

        assertThat(accepts(store, "")).isTrue();
    }

    @Test
    void quotaOfAUser_isTakenFromThatUserAlone() {
        Limited store = holding(Duration.ZERO, 100, 1_000_000, new Retention.Quota(3, 0, true));
        List<ExecutionId> bert = IntStream.range(0, 3)
                .mapToObj(i -> finished(store, "bert").id())
                .toList();
        IntStream.range(0, 2).forEach(i -> finished(store, "anna"));
        start(store, "anna", 1);

        start(store, "anna", 1);
        start(store, "anna", 1);

        assertThatThrownBy(() -> start(store, "anna", 1))
                .isInstanceOf(QuotaExceededException.class)
                .hasMessageContaining("maxExecutionsPerUser");
        assertThat(store.list("anna")).hasSize(3);
        assertThat(store.list("bert")).isEqualTo(bert);
    }

    @Test
    void startThatIsRepeatedWithItsKey_takesNoSpaceOfAFullStore() {
        Limited store = holding(1, 1_000_000);
        CreateResult first = store.admission.create(keyed("print"));
        first.execution().complete(0, new ItemResult(new byte[90], List.of()));

        CreateResult again = store.admission.create(keyed("print"));

        assertThat(again.isNew()).isFalse();
        assertThat(again.execution().id()).isEqualTo(first.execution().id());
        assertThatThrownBy(() -> store.admission.create(keyed("other"))).isInstanceOf(KeyReusedException.class);
        assertThat(store.list("")).containsExactly(first.execution().id());
    }

    private static NewExecution keyed(String fingerprint) {
        return new NewExecution(
                SERVICE,
                "",
                1,
                Optional.of(new IdempotencyKey("k", () -> fingerprint)),
                List.of(new byte[10]).iterator());
    }

    @Test
    void uploadBeyondTheBytesOfItsOwner_isRefusedWhileItIsRead() {
        Limited store = holding(Duration.ZERO, 100, 1_000_000, new Retention.Quota(0, 500, true));

        assertThatThrownBy(() -> start(store, "anna", 51)).isInstanceOf(QuotaExceededException.class);

        assertThat(store.store.size()).isEqualTo(StoreSize.EMPTY);
        start(store, "anna", 40);
        start(store, "bert", 40);
    }

    private static boolean accepts(Limited store, String owner) {
        try {
            start(store, owner, 1);
            return true;
        } catch (QuotaExceededException | StoreFullException full) {
            return false;
        }
    }
}
