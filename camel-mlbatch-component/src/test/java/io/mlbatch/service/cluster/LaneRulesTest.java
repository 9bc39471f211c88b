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
package io.mlbatch.service.cluster;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.service.cluster.LaneYield.Step;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.Proxies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The sizes of windows, the lanes that yield, and the wait for a database. */
class LaneRulesTest {

    private final AtomicLong time = new AtomicLong(1);
    private final AtomicInteger queries = new AtomicInteger();
    private LaneYield.Counts counts = new LaneYield.Counts(0, 0);
    private int nodes = 1;
    private final LaneYield laneYield = new LaneYield(
            4,
            limit -> {
                queries.incrementAndGet();
                if (counts == null) {
                    throw new StoreException("away", null);
                }
                return counts;
            },
            () -> nodes,
            time::get);

    @ParameterizedTest
    @CsvSource({
        // chunk size, records and milliseconds of the windows before, records of the next one
        "1, 1, 10, 4",
        "1, 100, 1000, 4",
        "50, 50, 1, 200",
        "50, 50, 60000, 50",
    })
    void window_growsInStepsToASecondAndShrinksAtOnce(int chunkSize, int records, long millis, int next) {
        WindowLength length = new WindowLength(chunkSize);
        assertThat(length.next()).isEqualTo(chunkSize);
        length.measure(records, TimeUnit.MILLISECONDS.toNanos(millis));
        assertThat(length.next()).isEqualTo(next);
        for (int window = 0; window < 10; window++) {
            length.measure(records, TimeUnit.MILLISECONDS.toNanos(millis));
        }
        assertThat(length.next())
                .isEqualTo((int) Math.max(chunkSize, Math.min(WindowLength.MAX_RECORDS, records * 1000L / millis)));
        length.measure(1, TimeUnit.MINUTES.toNanos(1));
        assertThat(length.next()).isEqualTo(chunkSize);
    }

    private LaneYield.Step next(int running) {
        return laneYield.next(new LaneId(1, 0), running);
    }

    private void pass(long seconds) {
        time.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void lanesOfAFullNode_yieldToAsManyAsWait() {
        counts = new LaneYield.Counts(2, 4);
        assertThat(next(3))
                .as("a node with a free thread claims a waiting lane")
                .isEqualTo(Step.CONTINUE);
        assertThat(queries).hasValue(0);
        assertThat(List.of(next(4), next(4), next(4))).containsExactly(Step.QUEUE, Step.QUEUE, Step.CONTINUE);
        assertThat(queries).hasValue(1);

        pass(1);
        assertThat(next(4)).isEqualTo(Step.QUEUE);
        counts = null;
        pass(1);
        assertThat(next(4)).as("the database is away").isEqualTo(Step.CONTINUE);
    }

    @Test
    void nodeWithMoreThanItsShare_offersOneLanePerSecondUntilOneIsRefused() {
        nodes = 2;
        counts = new LaneYield.Counts(0, 4);
        assertThat(List.of(next(4), next(3))).containsExactly(Step.OFFER, Step.CONTINUE);
        pass(1);
        assertThat(next(3)).isEqualTo(Step.OFFER);
        pass(1);
        assertThat(next(2)).as("half of four lanes").isEqualTo(Step.CONTINUE);

        laneYield.onTurn(new LaneId(1, 0));
        pass(29);
        assertThat(next(4)).as("no other node took it").isEqualTo(Step.CONTINUE);
        pass(1);
        assertThat(next(4)).isEqualTo(Step.OFFER);
        pass(5);
        laneYield.onTurn(new LaneId(1, 0));
        assertThat(next(4)).as("another node had it meanwhile").isEqualTo(Step.OFFER);
        counts = new LaneYield.Counts(1, 4);
        pass(1);
        assertThat(next(3)).as("idle nodes take the waiting lane").isEqualTo(Step.CONTINUE);
    }

    /** Fails a number of times, then connects. */
    private static DataSource failing(AtomicInteger failures) {
        DataSource connecting =
                Proxies.returning(DataSource.class, method -> Proxies.returning(Connection.class, other -> 0));
        return Proxies.intercepted(DataSource.class, connecting, method -> {
            if (failures.getAndDecrement() > 0) {
                throw new SQLException("connection refused");
            }
        });
    }

    @Test
    void databaseThatIsAway_isLoggedOncePerOutage() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            WaitingDataSource dataSource = new WaitingDataSource(failing(new AtomicInteger(20)), 1);
            assertThat(dataSource.getConnection()).isNotNull();
            assertThat(log.text()).containsOnlyOnce("retrying: connection refused");
        }
    }

    @Test
    void stoppedNode_doesNotWaitForItsDatabase() {
        WaitingDataSource dataSource = new WaitingDataSource(failing(new AtomicInteger(20)));
        dataSource.stopWaiting();
        assertThatThrownBy(dataSource::getConnection).hasMessage("connection refused");
        Thread.currentThread().interrupt();
        assertThatThrownBy(new WaitingDataSource(failing(new AtomicInteger(20)))::getConnection)
                .hasMessage("connection refused");
        assertThat(Thread.interrupted()).isTrue();
    }
}
