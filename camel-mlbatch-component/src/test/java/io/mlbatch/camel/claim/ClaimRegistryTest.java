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
package io.mlbatch.camel.claim;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.client.Samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Two nodes of one group with a repository between them, on virtual time. */
class ClaimRegistryTest {

    private static final ExecutionId ID = new ExecutionId(Samples.SERVICE, "e1");
    private static final String KEY = "g|http://server|TxService/1.0|e1";

    private final VirtualTime time = new VirtualTime();
    private final Repository repository = new Repository();
    private final ClaimRegistry here = claims(time);
    private final ClaimRegistry there = claims(time);

    private ClaimRegistry claims(Clock clock) {
        return new ClaimRegistry(repository, "g|http://server", clock, time, Runnable::run);
    }

    @BeforeEach
    void startRepository() {
        repository.start();
    }

    @Test
    void claimedExecution_isNotClaimedByAnotherBeforeItsRelease() {
        Claim claim = here.claim(ID).orElseThrow();

        assertThat(there.claim(ID)).isEmpty();
        assertThat(here.claim(ID)).isEmpty();
        claim.release();
        assertThat(there.claim(ID)).isPresent();
    }

    @Test
    void otherExecution_isNotAffectedByAClaim() {
        here.claim(ID).orElseThrow();

        assertThat(there.claim(new ExecutionId(ID.service(), "e2"))).isPresent();
    }

    @Test
    void emittedExecution_isStoredUnderItsDocumentedKeyAlone() {
        Claim claim = here.claim(ID).orElseThrow();
        claim.begin();
        assertThat(here.isEmitted(ID)).isFalse();

        claim.markEmitted();

        assertThat(there.isEmitted(ID)).isTrue();
        assertThat(there.claim(ID)).isEmpty();
        assertThat(repository.keys()).containsExactly(KEY);
        assertThat(repository.confirmed).containsExactly(KEY);
    }

    @Test
    void acknowledgementThatFailed_canBeRepeated() {
        Claim claim = here.claim(ID).orElseThrow();
        repository.failing = key -> key.equals(KEY);
        assertThatThrownBy(claim::markEmitted).hasMessage("meant");

        repository.failing = key -> false;
        assertThat(there.claim(ID)).isEmpty();
        claim.markEmitted();

        assertThat(there.isEmitted(ID)).isTrue();
    }

    @Test
    void emissionThatBegins_isRedeliveredOnlyWhenItHadBegunBefore() {
        Claim first = here.claim(ID).orElseThrow();
        first.release();
        Claim second = there.claim(ID).orElseThrow();
        assertThat(second.begin()).isFalse();
        second.release();

        assertThat(here.claim(ID).orElseThrow().begin()).isTrue();
    }

    @Test
    void claimThatIsHeld_isRenewedUntilItsRelease() {
        here.claim(ID).orElseThrow();

        for (int second = 0; second < 600; second++) {
            time.advance(Duration.ofSeconds(1));
            assertThat(there.claim(ID)).isEmpty();
        }
        assertThat(repository.keys()).hasSize(1);
    }

    @Test
    void claimOfANodeThatDied_expiresAfterOneToTwoSlots() {
        for (int offset = 0; offset < 10; offset++) {
            time.advance(Duration.ofSeconds(1));
            ExecutionId id = new ExecutionId(ID.service(), "e" + offset);
            ClaimRegistry mortal = new ClaimRegistry(repository, "g", time, (delay, action) -> {}, Runnable::run);
            ClaimRegistry survivor = new ClaimRegistry(repository, "g", time, time, Runnable::run);
            mortal.claim(id).orElseThrow().begin();

            int seconds = 0;
            Optional<Claim> taken = Optional.empty();
            while (taken.isEmpty()) {
                time.advance(Duration.ofSeconds(1));
                seconds++;
                taken = survivor.claim(id);
            }

            assertThat(seconds).isBetween(10, 20);
            assertThat(taken.get().begin()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-9_900, -5_000, -1, 1, 5_000, 9_900})
    void clocksThatDifferByLessThanASlot_doNoHarm(long millis) {
        ClaimRegistry elsewhere = claims(Clock.offset(time, Duration.ofMillis(millis)));
        here.claim(ID).orElseThrow();

        for (int second = 0; second < 120; second++) {
            time.advance(Duration.ofSeconds(1));
            assertThat(elsewhere.claim(ID)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-9_900, -1, 0, 1, 9_900})
    void anotherNodeBetweenAnyTwoStepsOfAClaim_doesNotClaimItToo(long millis) {
        ClaimRegistry elsewhere = claims(Clock.offset(time, Duration.ofMillis(millis)));
        for (int step = 1; step < 12; step++) {
            repository.clear();
            List<Claim> claims = new ArrayList<>();
            repository.afterCalls(step, () -> elsewhere.claim(ID).ifPresent(claims::add));

            here.claim(ID).ifPresent(claims::add);

            assertThat(claims).as("after %d calls", step).hasSizeLessThan(2);
            claims.forEach(Claim::release);
            time.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void executionThatIsEmittedElsewhereBetweenAnyTwoSteps_isNotClaimed() {
        for (int step = 1; step < 12; step++) {
            repository.clear();
            boolean[] emitted = new boolean[1];
            Claim other = there.claim(ID).orElseThrow();
            repository.afterCalls(step, () -> {
                other.markEmitted();
                emitted[0] = true;
            });

            Optional<Claim> claim = here.claim(ID);

            assertThat(claim.isPresent() && emitted[0])
                    .as("after %d calls", step)
                    .isFalse();
            repository.afterCalls(0, () -> {});
            time.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void exceptionForADuplicateKey_meansThatAnotherNodeHasTheClaim() {
        repository.refusesByException = true;
        repository.beforeAdd = key -> {
            repository.beforeAdd = none -> false;
            repository.add(key);
            return true;
        };

        assertThat(here.claim(ID)).isEmpty();
    }

    @Test
    void repositoryThatFails_isAnErrorAndLeavesNoClaim() {
        repository.failing = key -> key.contains("|L");
        assertThatThrownBy(() -> here.claim(ID)).hasMessage("meant");

        repository.failing = key -> false;
        assertThat(there.claim(ID)).isPresent();
    }

    @Test
    void temporarilyFailingRepository_losesOnlyALeaseThatWasNotRenewed() {
        Claim claim = here.claim(ID).orElseThrow();
        repository.failing = key -> true;
        time.advance(Duration.ofSeconds(30));
        claim.release();
        repository.failing = key -> false;

        assertThat(there.claim(ID)).isPresent();
        assertThat(there.isEmitted(ID)).isFalse();
    }

    @Test
    void renewals_continueAfterTheRepositoryHasFailed() {
        here.claim(ID).orElseThrow();
        repository.failing = key -> true;
        time.advance(Duration.ofSeconds(10));
        repository.failing = key -> false;
        time.advance(Duration.ofSeconds(60));

        assertThat(there.claim(ID)).isEmpty();
    }

    /** Repository that runs an action of a test between two calls, and fails for chosen keys. */
    private static final class Repository extends MemoryIdempotentRepository {

        private final List<String> confirmed = new ArrayList<>();
        private Function<String, Boolean> failing = key -> false;
        private Function<String, Boolean> beforeAdd = key -> false;
        private boolean refusesByException;
        private int callsLeft;
        private Runnable meanwhile;

        void afterCalls(int calls, Runnable action) {
            callsLeft = calls;
            meanwhile = action;
        }

        TreeSet<String> keys() {
            return new TreeSet<>(getCache().keySet());
        }

        private void before(String key) {
            if (failing.apply(key)) {
                throw new IllegalStateException("meant");
            }
            if (callsLeft > 0 && --callsLeft == 0) {
                meanwhile.run();
            }
        }

        @Override
        public boolean add(String key) {
            before(key);
            beforeAdd.apply(key);
            boolean added = super.add(key);
            if (!added && refusesByException) {
                throw new IllegalStateException("duplicate key");
            }
            return added;
        }

        @Override
        public boolean contains(String key) {
            before(key);
            return super.contains(key);
        }

        @Override
        public boolean remove(String key) {
            before(key);
            return super.remove(key);
        }

        @Override
        public boolean confirm(String key) {
            confirmed.add(key);
            return super.confirm(key);
        }
    }
}
