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
package io.mlbatch.service.operator;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.mlbatch.testing.ManualTimer;

import static org.assertj.core.api.Assertions.assertThat;

class DrainTest {

    private final StartGate gate = new StartGate();
    private final AtomicBoolean settled = new AtomicBoolean();
    private final ManualTimer timer = new ManualTimer();
    private final AtomicInteger exits = new AtomicInteger();
    private final Drain drain = new Drain(gate, List::of, this::isSettled, timer.executor(), exits::incrementAndGet);
    private RuntimeException failure;

    private boolean isSettled() {
        if (failure != null) {
            throw failure;
        }
        return settled.get();
    }

    @Test
    void drain_isDoneOnceStartsInProgressAndTheStoreAre() {
        assertThat(gate.enter()).isTrue();
        drain.begin(true);
        assertThat(gate.enter()).isFalse();
        settled.set(true);
        timer.fireAll();
        assertThat(drain.isDone()).isFalse();

        gate.leave();
        failure = new IllegalStateException("the database is away");
        timer.fireAll();
        failure = null;
        settled.set(false);
        timer.fireAll();
        assertThat(drain.isDone()).isFalse();
        assertThat(drain.await(Duration.ZERO)).isFalse();

        settled.set(true);
        timer.fireAll();
        assertThat(drain.isDone()).isTrue();
        assertThat(drain.await(Duration.ZERO)).isTrue();
        assertThat(exits).hasValue(1);
        assertThat(drain.cancel()).isFalse();
        assertThat(drain.isActive()).isTrue();
    }

    @Test
    void canceledDrain_acceptsStartsAndDoesNotExit() {
        drain.begin(true);
        assertThat(drain.cancel()).isTrue();
        settled.set(true);
        timer.fireAll();

        assertThat(drain.isActive()).isFalse();
        assertThat(gate.enter()).isTrue();
        assertThat(exits).hasValue(0);
        assertThat(drain.cancel()).isFalse();
        assertThat(timer.pending()).isZero();
    }

    @Test
    void exitOfADrainThatIsDone_isImmediate() {
        settled.set(true);
        drain.begin(false);
        timer.fireAll();
        assertThat(drain.isDone()).isTrue();
        assertThat(exits).hasValue(0);

        drain.begin(true);
        assertThat(exits).hasValue(1);
    }
}
