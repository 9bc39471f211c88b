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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(120)
class SingleThreadDelayerTest {

    private static final Duration NEVER = Duration.ofMillis(Long.MAX_VALUE);

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final SingleThreadDelayer delays = new SingleThreadDelayer(thread);
    private final List<String> ran = new CopyOnWriteArrayList<>();

    @AfterEach
    void stopThread() {
        thread.shutdownNow();
    }

    @Test
    void shorterDelay_isOverFirst() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(2);
        delays.after(Duration.ofMillis(300), () -> {
            ran.add("long");
            over.countDown();
        });
        delays.after(Duration.ofMillis(1), () -> {
            ran.add("short");
            over.countDown();
        });

        over.await();
        assertThat(ran).containsExactly("short", "long");
    }

    @Test
    void actionThatFails_hindersNoOther() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        delays.after(Duration.ofMillis(1), () -> {
            throw new IllegalStateException("expected");
        });
        delays.after(Duration.ofMillis(2), over::countDown);

        assertThat(over.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void end_runsPendingActions_onceEach_soonestFirst() throws InterruptedException {
        delays.after(NEVER, () -> ran.add("never"));
        delays.after(Duration.ofDays(2), () -> ran.add("in two days"));
        delays.after(Duration.ofDays(1), () -> ran.add("in a day"));

        thread.shutdownNow();
        delays.end();
        delays.end();

        assertThat(thread.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(ran).containsExactly("in a day", "in two days", "never");
    }

    @Test
    void actionThatFailsAtTheEnd_hindersNoOther() {
        delays.after(Duration.ofDays(1), () -> {
            throw new IllegalStateException("expected");
        });
        delays.after(Duration.ofDays(2), () -> ran.add("other"));

        delays.end();

        assertThat(ran).containsExactly("other");
    }

    @Test
    void delayAfterTheEnd_isRefused() {
        delays.after(NEVER, () -> ran.add("before"));
        delays.end();

        // not zero: the thread, which still waits for a delay, could run the action instead
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> delays.after(NEVER, () -> ran.add("after")));
        assertThat(ran).containsExactly("before");
    }

    @Test
    void firstDelayWhenTheThreadIsGone_isRefused_andSoAreTheNext() {
        thread.shutdownNow();

        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> delays.after(Duration.ZERO, () -> ran.add("lost")));
        }
        delays.end();
        assertThat(ran).isEmpty();
    }
}
