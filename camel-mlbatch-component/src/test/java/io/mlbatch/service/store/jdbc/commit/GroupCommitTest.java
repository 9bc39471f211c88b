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
package io.mlbatch.service.store.jdbc.commit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.service.store.jdbc.database.Database;
import io.mlbatch.service.store.jdbc.database.LockKey;
import io.mlbatch.service.store.jdbc.database.WriteSession;

import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

class GroupCommitTest {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private volatile boolean broken;
    private volatile Runnable reserve = () -> {};
    private volatile boolean reserveIsUsed;
    private final GroupCommit writer = new GroupCommit(new Database(), thread);

    private final class Database implements Connector {

        @Override
        public WriteSession connect() throws SQLException {
            if (broken) {
                throw new SQLException("the disk is full");
            }
            Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE mlbatch_schema (version INTEGER)");
            }
            connection.setAutoCommit(false);
            return new WriteSession(connection);
        }

        @Override
        public void releaseReserve() {
            reserve.run();
        }

        @Override
        public void restoreReserve() throws SQLException {
            if (reserveIsUsed) {
                events.add("no space for the reserve");
                throw new SQLException("the disk is full");
            }
        }
    }

    @AfterEach
    void stop() {
        writer.close();
        thread.shutdown();
    }

    /** Records its outcome. */
    private class Noted implements Write {

        private final String name;
        private final boolean givenUp;

        Noted(String name, boolean givenUp) {
            this.name = name;
            this.givenUp = givenUp;
        }

        @Override
        public void apply(WriteSession session, ResultBuffer results) throws SQLException {
            session.update("PRAGMA user_version = 1");
        }

        @Override
        public void onCommit() {
            events.add(name + " committed");
        }

        @Override
        public FailureAction onFailure(SQLException reason) {
            events.add(name + (givenUp ? " given up" : " kept"));
            return givenUp ? FailureAction.ABANDON : FailureAction.RETRY;
        }
    }

    private void add(String name) {
        writer.add(new Noted(name, false));
    }

    private void awaitEvent(String event) {
        awaitTrue(() -> events.contains(event));
    }

    /** Holds the writer until it is released. */
    private CountDownLatch hold() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        writer.add((session, results) -> {
            held.countDown();
            awaitLatch(release);
        });
        awaitTrue(() -> held.getCount() == 0);
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
    void changes_areMadeInTheOrderOfTheirKeysAndNotAfterAFailure() {
        AtomicInteger attempts = new AtomicInteger();
        writer.add((session, results) -> {
            session.changeInOrder(LockKey.turns("s", "anna"), last -> events.add("turns"));
            session.changeInOrder(LockKey.execution(2), last -> events.add("execution 2"));
            session.changeInOrder(LockKey.lane(3, 0), last -> {
                events.add("lane 3:0");
                last.changeInOrder(LockKey.execution(3), later -> events.add("execution 3"));
            });
            session.changeInOrder(LockKey.lane(1, 1), last -> events.add("lane 1:1"));
            session.changeInOrder(LockKey.lanes(1), last -> events.add("lanes 1"));
            session.changeInOrder(LockKey.start("s", "anna", "k"), last -> events.add("start"));
            session.changeInOrder(LockKey.execution(2), last -> events.add("execution 2 again"));
            if (attempts.incrementAndGet() == 1) {
                throw new SQLException("Two transactions block each other", "40P01");
            }
            events.add("applied");
        });

        awaitEvent("turns");
        assertThat(events)
                .containsExactly(
                        "applied",
                        "start",
                        "lanes 1",
                        "lane 1:1",
                        "lane 3:0",
                        "execution 2",
                        "execution 2 again",
                        "execution 3",
                        "turns");
    }

    @Test
    void writes_areMadeInTheirOrder() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            add("w" + i);
            expected.add("w" + i + " committed");
        }

        awaitTrue(() -> events.size() == 5_000);

        assertThat(events).containsExactlyElementsOf(expected);
    }

    @Test
    void writesThatArriveDuringACommit_areCommittedTogether() {
        CountDownLatch release = hold();
        for (String name : List.of("a", "b", "c")) {
            writer.add(new Noted(name, false) {
                @Override
                public void apply(WriteSession session, ResultBuffer results) {
                    events.add(name + " applied");
                }
            });
        }
        release.countDown();

        awaitTrue(() -> events.size() == 6);

        assertThat(events)
                .containsExactly("a applied", "b applied", "c applied", "a committed", "b committed", "c committed");
    }

    @Test
    void writeThatFails_isTriedAgainUntilItCanBeMade() {
        broken = true;
        add("result");
        awaitEvent("result kept");
        assertThat(writer.isFailing()).isTrue();

        broken = false;

        awaitEvent("result committed");
        awaitTrue(() -> !writer.isFailing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"40P01", "40001"})
    void transactionThatAnotherNodeBlocks_isRepeatedWithoutAFailure(String state) {
        AtomicInteger attempts = new AtomicInteger();
        writer.add(new Noted("start", true) {
            @Override
            public void apply(WriteSession session, ResultBuffer results) throws SQLException {
                if (attempts.incrementAndGet() < 5) {
                    throw new SQLException("deadlock detected", state);
                }
            }
        });

        awaitEvent("start committed");

        assertThat(events).containsExactly("start committed");
        assertThat(writer.isFailing()).isFalse();
    }

    @Test
    void writeThatIsGivenUp_isNotMadeLater() {
        broken = true;
        writer.add(new Noted("start", true));
        awaitEvent("start given up");
        broken = false;
        add("next");

        awaitEvent("next committed");

        assertThat(events).doesNotContain("start committed");
    }

    @Test
    void writeThatCanBeGivenUp_doesNotWaitBehindOneThatFails() {
        broken = true;
        add("result");
        awaitTrue(writer::isFailing);

        writer.add(new Noted("deletion", true));

        awaitEvent("deletion given up");
        assertThat(events).doesNotContain("result committed");
        broken = false;
        awaitEvent("result committed");
        assertThat(events).doesNotContain("deletion committed");
    }

    @Test
    void lackOfMemory_doesNotEndTheWriter() {
        AtomicBoolean before = new AtomicBoolean();
        writer.add(new Noted("result", false) {
            @Override
            public void apply(WriteSession session, ResultBuffer results) {
                if (!before.getAndSet(true)) {
                    throw new OutOfMemoryError("Java heap space");
                }
            }
        });

        awaitEvent("result committed");
        assertThat(events).containsExactly("result kept", "result committed");
    }

    @Test
    void writesInTheBackground_takeTurnsWithTheOthers() {
        CountDownLatch release = hold();
        writer.addBackground(new Noted("background 1", true));
        writer.addBackground(new Noted("background 2", true));
        add("a");
        release.countDown();

        awaitTrue(() -> events.size() == 3);

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
        awaitEvent("result kept");

        writer.close();

        assertThat(events).doesNotContain("result committed");
    }

    /** Faults that are not a refusal of the database. */
    private enum Stage {
        APPLY,
        COMMITTED,
        GIVE_UP
    }

    /** A write that fails a number of times at one stage. */
    private final class Faulty extends Noted {

        private final Stage stage;
        private final Supplier<Error> fault;
        private final AtomicInteger left;

        Faulty(Stage stage, int times, Supplier<Error> fault) {
            super("faulty", false);
            this.stage = stage;
            this.fault = fault;
            this.left = new AtomicInteger(times);
        }

        @Override
        public void apply(WriteSession session, ResultBuffer results) throws SQLException {
            failAt(Stage.APPLY);
            if (stage == Stage.GIVE_UP && left.get() > 0) {
                throw new SQLException("the disk is full");
            }
            super.apply(session, results);
        }

        @Override
        public void onCommit() {
            failAt(Stage.COMMITTED);
            super.onCommit();
        }

        @Override
        public FailureAction onFailure(SQLException reason) {
            failAt(Stage.GIVE_UP);
            return super.onFailure(reason);
        }

        @Override
        public void onDrop() {
            events.add("faulty dropped");
        }

        private void failAt(Stage here) {
            if (stage == here && left.getAndDecrement() > 0) {
                throw fault.get();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void lackOfMemoryAtAnyStage_isRetriedUntilItIsOver(Stage stage) {
        writer.add(new Faulty(stage, 3, () -> new OutOfMemoryError("Java heap space")));
        add("next");

        awaitEvent("next committed");

        assertThat(events).contains("faulty committed").doesNotContain("faulty dropped");
        assertThat(events.stream().filter("faulty committed"::equals)).hasSize(1);
        awaitTrue(() -> !writer.isFailing());
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"APPLY", "COMMITTED"})
    void writeThatFailsAgainAndAgainByAFault_isDropped_andOthersAreWritten(Stage stage) {
        writer.add(new Faulty(stage, Integer.MAX_VALUE, () -> new StackOverflowError("a fault")));
        add("in the group or behind");

        awaitTrue(writer::isFailing);
        awaitEvent("in the group or behind committed");

        assertThat(events).contains("faulty dropped").doesNotContain("faulty committed");
        awaitTrue(() -> !writer.isFailing());
    }

    @Test
    void writeWhoseCallerWaits_isGivenUpWhenAnotherOneOfItsGroupFailsByAFault() {
        CountDownLatch release = hold();
        writer.add(new Faulty(Stage.APPLY, Integer.MAX_VALUE, () -> new StackOverflowError("a fault")));
        writer.add(new Noted("start", true));
        release.countDown();

        awaitEvent("start given up");
    }

    @Test
    void writerThatHasNothingToWrite_findsOutThatTheDatabaseWorksAgain() {
        broken = true;
        writer.add(new Noted("start", true));
        awaitEvent("start given up");
        assertThat(writer.isFailing()).isTrue();

        broken = false;

        awaitTrue(() -> !writer.isFailing());
    }

    /** A write that frees space. */
    private final class Deleting extends Noted {

        Deleting(String name) {
            super(name, true);
        }

        @Override
        public boolean isFreeing() {
            return true;
        }
    }

    @Test
    void deletionOnAFullDisk_isMadeWithTheReserve_andResultsWait() {
        fillDisk();
        add("result");
        awaitEvent("result kept");

        writer.add(new Deleting("deletion"));

        awaitEvent("deletion committed");
        assertThat(events).contains("reserve released");
    }

    /** Otherwise the next deletion would have no space. */
    @Test
    void resultsAfterADeletionOnAFullDisk_waitUntilTheReserveIsRestored() {
        fillDisk();
        reserveIsUsed = true;
        add("result");
        writer.add(new Deleting("deletion"));
        awaitEvent("deletion committed");
        awaitEvent("no space for the reserve");
        writer.add(new Deleting("second deletion"));
        awaitEvent("second deletion committed");
        assertThat(events).doesNotContain("result committed");

        reserveIsUsed = false;
        awaitEvent("result committed");
    }

    @Test
    void deletionThatFindsTheDiskFull_isMadeWithTheReserve() {
        fillDisk();

        writer.add(new Deleting("deletion"));

        awaitEvent("deletion committed");
        assertThat(events).containsExactly("reserve released", "deletion committed");
    }

    @Test
    void sweepOnAFullDisk_isMadeBeforeResultsAreRetried() {
        fillDisk();
        writer.addBackground(new Deleting("sweep"));
        add("result");

        awaitEvent("sweep committed");
    }

    private void fillDisk() {
        broken = true;
        reserve = () -> {
            broken = false;
            events.add("reserve released");
        };
    }

    @Test
    void deletionThatFailsWithTheReserve_isGivenUp() {
        broken = true;
        add("result");
        awaitTrue(writer::isFailing);

        writer.add(new Deleting("deletion"));

        awaitEvent("deletion given up");
    }
}
