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
package io.mlbatch.service.store.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.mlbatch.service.store.StoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class GroupCommitTest {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private volatile boolean broken;
    private final GroupCommit writer = new GroupCommit(this::connect, thread);

    private Session connect() throws SQLException {
        if (broken) {
            throw new SQLException("the disk is full");
        }
        Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        connection.setAutoCommit(false);
        return new Session(connection);
    }

    @AfterEach
    void stop() {
        writer.close();
        thread.shutdown();
    }

    /** Notes what becomes of it. */
    private class Noted implements Write {

        private final String name;
        private final boolean givenUp;

        Noted(String name, boolean givenUp) {
            this.name = name;
            this.givenUp = givenUp;
        }

        @Override
        public void apply(Session session) throws SQLException {
            session.update("PRAGMA user_version = 1");
        }

        @Override
        public void committed() {
            events.add(name + " committed");
        }

        @Override
        public boolean isGivenUp(SQLException reason) {
            events.add(name + (givenUp ? " given up" : " kept"));
            return givenUp;
        }
    }

    private void add(String name) {
        writer.add(new Noted(name, false));
    }

    /** Holds the writer until it is released. */
    private CountDownLatch hold() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        writer.add(session -> {
            held.countDown();
            awaitLatch(release);
        });
        await().atMost(1, TimeUnit.MINUTES).until(() -> held.getCount() == 0);
        return release;
    }

    private static void awaitLatch(CountDownLatch latch) throws SQLException {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
    }

    @Test
    void writesAreMadeInTheirOrder() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            add("w" + i);
            expected.add("w" + i + " committed");
        }

        await().atMost(1, TimeUnit.MINUTES).until(() -> events.size() == 5_000);

        assertThat(events).containsExactlyElementsOf(expected);
    }

    @Test
    void whatCameWhileAGroupWasWritten_isCommittedTogether() {
        CountDownLatch release = hold();
        for (String name : List.of("a", "b", "c")) {
            writer.add(new Noted(name, false) {
                @Override
                public void apply(Session session) {
                    events.add(name + " applied");
                }
            });
        }
        release.countDown();

        await().atMost(1, TimeUnit.MINUTES).until(() -> events.size() == 6);

        assertThat(events)
                .containsExactly("a applied", "b applied", "c applied", "a committed", "b committed", "c committed");
    }

    @Test
    void writeThatFails_isTriedAgainUntilItCanBeMade() {
        broken = true;
        add("result");
        await().atMost(1, TimeUnit.MINUTES).until(() -> events.contains("result kept"));
        assertThat(writer.isFailing()).isTrue();

        broken = false;

        await().atMost(1, TimeUnit.MINUTES).until(() -> events.contains("result committed"));
        await().atMost(1, TimeUnit.MINUTES).until(() -> !writer.isFailing());
    }

    @Test
    void writeThatIsGivenUp_isNotMadeLater() {
        broken = true;
        writer.add(new Noted("start", true));
        await().atMost(1, TimeUnit.MINUTES).until(() -> events.contains("start given up"));
        broken = false;
        add("next");

        await().atMost(1, TimeUnit.MINUTES).until(() -> events.contains("next committed"));

        assertThat(events).doesNotContain("start committed");
    }

    @Test
    void writeThatCanBeGivenUp_doesNotWaitBehindOneThatFails() {
        broken = true;
        add("result");
        await().atMost(1, TimeUnit.MINUTES).until(writer::isFailing);

        writer.add(new Noted("deletion", true));

        await().atMost(1, TimeUnit.MINUTES).until(() -> events.contains("deletion given up"));
        assertThat(events).doesNotContain("result committed");
        broken = false;
        await().atMost(1, TimeUnit.MINUTES).until(() -> events.contains("result committed"));
        assertThat(events).doesNotContain("deletion committed");
    }

    @Test
    void lackOfMemory_endsTheWriterNot() {
        AtomicBoolean before = new AtomicBoolean();
        writer.add(new Noted("result", false) {
            @Override
            public void apply(Session session) {
                if (!before.getAndSet(true)) {
                    throw new OutOfMemoryError("Java heap space");
                }
            }
        });

        await().atMost(1, TimeUnit.MINUTES).until(() -> events.contains("result committed"));
        assertThat(events).containsExactly("result kept", "result committed");
    }

    @Test
    void writerThatHasEnded_isFailing() {
        writer.add(session -> {
            throw new IllegalStateException("a fault");
        });

        await().dontCatchUncaughtExceptions().atMost(1, TimeUnit.MINUTES).until(writer::isFailing);
    }

    @Test
    void writesInTheBackground_takeTurnsWithTheOthers() {
        CountDownLatch release = hold();
        writer.addBackground(new Noted("background 1", true));
        writer.addBackground(new Noted("background 2", true));
        add("a");
        release.countDown();

        await().atMost(1, TimeUnit.MINUTES).until(() -> events.size() == 3);

        assertThat(events).containsExactly("background 1 committed", "a committed", "background 2 committed");
    }

    @Test
    void closedWriter_hasMadeAllThatItTook() {
        CountDownLatch release = hold();
        add("a");
        add("b");
        release.countDown();

        writer.close();

        assertThat(events).containsExactly("a committed", "b committed");
        assertThat(writer.add(new Noted("late", false))).isFalse();
    }

    @Test
    void writerThatIsClosedWhileWritesFail_ends() {
        broken = true;
        add("result");
        await().atMost(1, TimeUnit.MINUTES).until(() -> events.contains("result kept"));

        writer.close();

        assertThat(events).doesNotContain("result committed");
    }

    /** When a fault comes that is no refusal of the database. */
    private enum Fault {
        WHILE_IT_IS_MADE,
        ONCE_IT_IS_COMMITTED,
        WHILE_IT_IS_GIVEN_UP
    }

    /** A write that waits until it is released, and then ends the writer. */
    private final class Faulty implements Write {

        private final Fault fault;
        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);

        Faulty(Fault fault) {
            this.fault = fault;
        }

        @Override
        public void apply(Session session) throws SQLException {
            held.countDown();
            awaitLatch(release);
            if (fault == Fault.WHILE_IT_IS_GIVEN_UP) {
                throw new SQLException("the disk is full");
            }
            failAt(Fault.WHILE_IT_IS_MADE);
        }

        @Override
        public void committed() {
            failAt(Fault.ONCE_IT_IS_COMMITTED);
        }

        @Override
        public boolean isGivenUp(SQLException reason) {
            failAt(Fault.WHILE_IT_IS_GIVEN_UP);
            return false;
        }

        private void failAt(Fault here) {
            if (fault == here) {
                throw new StackOverflowError("a fault");
            }
        }
    }

    /** Has the writer at work on a write that will end it, with another one in its group. */
    private Faulty holdFaulty(Fault fault) throws SQLException {
        Faulty faulty = new Faulty(fault);
        CountDownLatch release = hold();
        writer.add(faulty);
        writer.add(new Noted("start in the group", true));
        release.countDown();
        awaitLatch(faulty.held);
        return faulty;
    }

    @ParameterizedTest
    @EnumSource
    void whoeverWaitsForAnOutcomeWhenTheWriterEndsByAFault_isTold(Fault fault) throws Exception {
        Faulty faulty = holdFaulty(fault);
        writer.add(new Noted("start behind", true));
        faulty.release.countDown();

        await().atMost(1, TimeUnit.MINUTES).untilAsserted(() -> assertThat(events)
                .contains("start in the group given up", "start behind given up"));
    }

    @ParameterizedTest
    @EnumSource
    void whoeverWaitsForRoomWhenTheWriterEndsByAFault_isTold(Fault fault) throws Exception {
        Faulty faulty = holdFaulty(fault);
        FutureTask<Void> adding = new FutureTask<>(() -> {
            for (int i = 0; i < 100_000; i++) {
                add("result");
            }
            return null;
        });
        Thread route = new Thread(adding);
        route.start();
        await().atMost(1, TimeUnit.MINUTES).until(() -> route.getState() == Thread.State.WAITING);
        faulty.release.countDown();

        assertThatThrownBy(() -> adding.get(1, TimeUnit.MINUTES))
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageContaining("until the host is started again")
                .hasRootCauseMessage("a fault");
    }

    @ParameterizedTest
    @EnumSource
    void writerThatEndedByAFault_takesNothingAndSaysThatItFails(Fault fault) throws Exception {
        holdFaulty(fault).release.countDown();

        writer.close();

        assertThat(writer.isFailing()).isTrue();
        assertThatThrownBy(() -> add("late"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("until the host is started again");
    }
}
