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
package io.mlbatch.client.waiting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

import io.mlbatch.testing.VirtualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TimersTest {

    private final VirtualTime time = new VirtualTime();
    private final Timers timers = new Timers(time, time);
    private final List<String> ran = new ArrayList<>();

    private Timers.Timer after(int seconds, String name) {
        return timers.after(
                Duration.ofSeconds(seconds),
                () -> ran.add(name + " at " + time.elapsed().toSeconds()));
    }

    @Test
    void timersOfAnyOrder_runWhenTheyAreDue() {
        after(5, "b");
        after(2, "a");
        after(9, "c");
        after(5, "b2");

        time.advance(Duration.ofSeconds(20));

        assertThat(ran).containsExactly("a at 2", "b at 5", "b2 at 5", "c at 9");
        assertThat(timers.pending()).isZero();
        assertThat(time.pending()).isZero();
    }

    @Test
    void canceledTimer_doesNotRunAndIsNotHeld() {
        Timers.Timer first = after(2, "a");
        after(3, "b");
        first.cancel();

        assertThat(timers.pending()).isEqualTo(1);
        time.advance(Duration.ofSeconds(20));

        assertThat(ran).containsExactly("b at 3");
    }

    @Test
    void thousandCanceledTimers_leaveOneDelay() {
        for (int i = 0; i < 1000; i++) {
            after(60, "never").cancel();
            time.advance(Duration.ofMillis(10));
        }

        assertThat(time.pending()).isEqualTo(1);
        assertThat(timers.pending()).isZero();
    }

    @Test
    void timerOfAnAction_runsInItsTurn() {
        timers.after(Duration.ofSeconds(1), () -> after(1, "later"));

        time.advance(Duration.ofSeconds(3));

        assertThat(ran).containsExactly("later at 2");
    }

    @Test
    void delayerThatHasStopped_isReported() {
        time.stop();

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> after(1, "a"));
        assertThat(timers.pending()).isZero();
    }

    @Test
    void delayerThatStopsWhileTimersArePending_dropsThem() {
        List<Runnable> delayed = new ArrayList<>();
        boolean[] stopped = new boolean[1];
        Timers ofStopping = new Timers(time, (delay, action) -> {
            if (stopped[0]) {
                throw new RejectedExecutionException("stopped");
            }
            delayed.add(action);
        });
        ofStopping.after(Duration.ofSeconds(1), () -> ran.add("early"));

        stopped[0] = true;
        delayed.forEach(Runnable::run);

        assertThat(ran).isEmpty();
        assertThat(ofStopping.pending()).isZero();
    }
}
