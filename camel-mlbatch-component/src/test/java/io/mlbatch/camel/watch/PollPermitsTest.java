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
package io.mlbatch.camel.watch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PollPermitsTest {

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final PollPermits room = new PollPermits(2, threads::add);
    private final List<String> ran = new ArrayList<>();

    private void poll(String name) {
        room.execute(() -> ran.add(name));
    }

    private void runNext() {
        threads.remove().run();
    }

    @Test
    void pollsBeyondTheRoom_waitTheirTurn() {
        List.of("a", "b", "c", "d").forEach(this::poll);
        assertThat(threads).hasSize(2);

        runNext();
        assertThat(threads).hasSize(2);
        runNext();
        runNext();
        runNext();

        assertThat(ran).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whatAPollHasBrought_keepsItsPlaceUntilItIsReleased() {
        room.execute(room::hold);
        room.execute(room::hold);
        poll("c");
        runNext();
        runNext();
        assertThat(threads).isEmpty();

        room.release();

        runNext();
        assertThat(ran).containsExactly("c");
    }

    @Test
    void room_isIdleWhenNoPollRunsWhateverIsHeld() {
        assertThat(room.isIdle()).isTrue();
        room.execute(room::hold);
        poll("b");
        assertThat(room.isIdle()).isFalse();

        runNext();
        assertThat(room.isIdle()).isFalse();
        runNext();

        assertThat(room.isIdle()).isTrue();
    }

    @Test
    void pollThatFails_givesItsPlaceBack() {
        room.execute(() -> {
            throw new IllegalStateException("meant");
        });
        poll("b");
        poll("c");

        assertThatThrownBy(this::runNext).hasMessage("meant");
        runNext();
        runNext();

        assertThat(ran).containsExactly("b", "c");
    }

    @Test
    void threadsThatHaveStopped_refuseThePollAndKeepNoPlace() {
        boolean[] stopped = {true};
        PollPermits stopping = new PollPermits(1, poll -> {
            if (stopped[0]) {
                throw new RejectedExecutionException("stopped");
            }
            poll.run();
        });
        assertThatThrownBy(() -> stopping.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);

        stopped[0] = false;
        stopping.execute(() -> ran.add("later"));

        assertThat(ran).containsExactly("later");
    }
}
