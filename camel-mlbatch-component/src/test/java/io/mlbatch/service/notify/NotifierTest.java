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
package io.mlbatch.service.notify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Announcements;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.memory.MemoryExecutionStore;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.ManualTimer;
import io.mlbatch.testing.Proxies;
import io.mlbatch.testing.VirtualTime;

import static org.assertj.core.api.Assertions.assertThat;

class NotifierTest {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");

    private final VirtualTime clock = new VirtualTime();
    private final ExecutionStore store = new MemoryExecutionStore(clock, Long.MAX_VALUE);
    private final ManualTimer timer = new ManualTimer();
    private final List<String> sent = new ArrayList<>();
    private final List<CompletableFuture<Void>> responses = new ArrayList<>();
    private final Notifier notifier = new Notifier(SERVICE, store.announcements(), this::send, timer.executor());

    private CompletionStage<Void> send(ExecutionSummary execution) {
        sent.add(execution.id().value());
        CompletableFuture<Void> response = new CompletableFuture<>();
        responses.add(response);
        return response;
    }

    private String end() {
        Iterator<byte[]> records = Stream.of(new byte[2]).iterator();
        Execution execution = store.create(
                        new NewExecution(SERVICE, "", 1, Optional.empty(), records).withAnnouncement(true))
                .execution();
        execution.complete(0, ItemResult.failure(0, "no"));
        return execution.id().value();
    }

    private void respond(int announcement) {
        responses.get(announcement).complete(null);
        timer.fireAll();
    }

    private void fail(int announcement) {
        responses.get(announcement).completeExceptionally(new IllegalStateException("connection refused"));
        timer.fireAll();
    }

    private void pass(Duration time) {
        clock.advance(time);
        timer.fireAll();
    }

    @Test
    void ends_areAnnouncedOnce() {
        String before = end();
        notifier.start();
        timer.fireAll();
        respond(0);
        String after = end();
        notifier.wake();
        notifier.wake();
        timer.fireAll();
        respond(1);
        pass(Duration.ofDays(1));

        assertThat(sent).containsExactly(before, after);
    }

    @Test
    void announcementsInFlight_areBounded() {
        Stream.generate(this::end).limit(20).toList();
        notifier.start();
        timer.fireAll();
        assertThat(sent).hasSize(Notifier.MAX_IN_FLIGHT);
        respond(3);
        assertThat(sent).hasSize(Notifier.MAX_IN_FLIGHT + 1).doesNotHaveDuplicates();
    }

    @Test
    void failedAnnouncement_isRepeatedAfterDelaysThatGrowAndIsLoggedOnce() {
        try (CapturedLog log = new CapturedLog()) {
            String execution = end();
            notifier.start();
            timer.fireAll();
            for (int failed = 0; failed < 12; failed++) {
                fail(failed);
                Duration delay = Duration.ofSeconds(Math.min(300, 1L << failed));
                pass(delay.minusMillis(1));
                assertThat(sent).hasSize(failed + 1);
                pass(Duration.ofMillis(1));
                assertThat(sent).hasSize(failed + 2);
            }
            respond(12);
            pass(Duration.ofHours(1));

            assertThat(sent).hasSize(13).containsOnly(execution);
            assertThat(log.text()).containsOnlyOnce("retrying (option notify)");
        }
    }

    @Test
    void claimOfASlowAnnouncement_isRenewed() {
        end();
        notifier.start();
        for (int check = 0; check < 200; check++) {
            pass(Notifier.PERIOD);
        }
        assertThat(sent).hasSize(1);
    }

    @Test
    void failureOfACheck_isNotTheLast() {
        AtomicInteger claims = new AtomicInteger();
        Announcements failingTwice = Proxies.intercepted(Announcements.class, store.announcements(), method -> {
            if (claims.incrementAndGet() <= 2) {
                throw new IllegalStateException("out of memory");
            }
        });
        String execution = end();
        new Notifier(SERVICE, failingTwice, this::send, timer.executor()).start();
        pass(Notifier.PERIOD);
        pass(Notifier.PERIOD);

        assertThat(sent).containsExactly(execution);
    }

    @Test
    void closedNotifier_announcesNothing() {
        notifier.start();
        notifier.close();
        end();
        notifier.wake();
        pass(Duration.ofHours(1));
        assertThat(sent).isEmpty();
        assertThat(timer.pending()).isZero();
    }
}
