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
    private final PollPermits permits = new PollPermits(2, threads::add);
    private final List<String> ran = new ArrayList<>();

    private void poll(String name) {
        permits.execute(() -> ran.add(name));
    }

    private void runNext() {
        threads.remove().run();
    }

    @Test
    void pollsBeyondThePermits_runInOrder() {
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
    void heldResponse_keepsItsPermitUntilItsRelease() {
        permits.execute(permits::keepPermit);
        permits.execute(permits::keepPermit);
        poll("c");
        runNext();
        runNext();
        assertThat(threads).isEmpty();

        permits.release();

        runNext();
        assertThat(ran).containsExactly("c");
    }

    @Test
    void permits_areIdleWhenNoPollRuns() {
        assertThat(permits.isIdle()).isTrue();
        permits.execute(permits::keepPermit);
        poll("b");
        assertThat(permits.isIdle()).isFalse();

        runNext();
        assertThat(permits.isIdle()).isFalse();
        runNext();

        assertThat(permits.isIdle()).isTrue();
    }

    @Test
    void failedPoll_returnsItsPermit() {
        permits.execute(() -> {
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
    void stoppedThreads_rejectThePollAndReturnItsPermit() {
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
