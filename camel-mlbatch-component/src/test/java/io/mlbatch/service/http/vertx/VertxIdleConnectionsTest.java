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
package io.mlbatch.service.http.vertx;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.service.http.vertx.VertxIdleConnections.Connection;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("host")
class VertxIdleConnectionsTest {

    private final AtomicLong now = new AtomicLong();
    private final List<String> closed = new ArrayList<>();
    private final VertxIdleConnections connections = new VertxIdleConnections(2, 2, now::get);
    private final Connection first = connection("first");
    private final Connection second = connection("second");
    private final Connection third = connection("third");

    private Connection connection(String name) {
        return new Connection(() -> closed.add(name));
    }

    @Test
    void connectionBeyondTheLimit_evictsTheLongestIdleOne() {
        connections.add(first);
        connections.add(second);
        second.begin();
        second.end();
        first.begin();
        first.end();

        assertThat(connections.add(third)).isTrue();
        assertThat(closed).containsExactly("second");
    }

    @Test
    void unusedConnection_isEvictedBeforeUsedOne() {
        connections.add(first);
        first.begin();
        first.end();
        connections.add(second);
        connections.add(third);

        assertThat(closed).containsExactly("second");
    }

    @Test
    void connectionBeyondTheLimit_isRejectedIfNoneIsIdle() {
        connections.add(first);
        connections.add(second);
        first.begin();
        second.begin();

        assertThat(connections.add(third)).isFalse();
        connections.remove(first);
        assertThat(connections.add(third)).isTrue();
        assertThat(closed).isEmpty();
    }

    @Test
    void connectionBeyondTheLimit_evictsTheOneWhoseRequestHasWaitedLongestForAPlace() {
        connections.add(first);
        connections.add(second);
        for (Connection each : List.of(second, first)) {
            each.begin();
            each.expose();
        }
        second.protect();
        assertThat(connections.add(third)).isTrue();
        assertThat(closed).containsExactly("first");
    }

    @Test
    void requestThatIsExposedUntilItsEnd_leavesAnIdleConnection() {
        connections.add(first);
        first.begin();
        first.expose();
        now.set(5);
        first.end();
        first.protect();
        now.set(7);

        assertThat(connections.idleNanos(first)).isEqualTo(2);
        connections.add(second);
        connections.add(third);
        assertThat(closed).containsExactly("second");
    }

    @Test
    void requestsBeyondTheLimit_closeTheConnectionWithTheMost() {
        connections.add(first);
        connections.add(second);
        assertThat(first.begin()).isTrue();
        assertThat(first.begin()).isTrue();
        assertThat(closed).isEmpty();

        assertThat(second.begin()).isTrue();
        assertThat(closed).containsExactly("first");
        assertThat(first.begin()).isFalse();
        first.end();
        assertThat(second.begin()).isTrue();
        assertThat(closed).containsExactly("first");
    }

    @Test
    void requestsBeyondTheLimit_areServedWhenNoConnectionHasMoreThanOne() {
        connections.add(first);
        connections.add(second);
        first.begin();
        second.begin();
        connections.remove(first);
        connections.add(third);

        assertThat(third.begin()).isTrue();
        assertThat(closed).isEmpty();
    }

    @Test
    void connectionWithAHundredRequests_isClosedByTheNext() {
        VertxIdleConnections roomy = new VertxIdleConnections(2, 1_000, now::get);
        roomy.add(first);
        for (int i = 0; i < 100; i++) {
            assertThat(first.begin()).isTrue();
        }
        assertThat(first.begin()).isFalse();
        assertThat(closed).containsExactly("first");
    }

    @Test
    void evictedConnection_countsUntilItIsClosed() {
        connections.add(first);
        connections.add(second);
        connections.add(third);
        Connection fourth = connection("fourth");
        assertThat(connections.add(fourth)).isFalse();

        connections.remove(first);
        assertThat(connections.add(fourth)).isTrue();
        assertThat(closed).containsExactly("first", "second");
    }

    @Test
    void requestThatEndsAfterItsConnection_doesNotReviveIt() {
        connections.add(first);
        first.begin();
        connections.remove(first);
        first.end();
        connections.add(second);
        connections.add(third);

        assertThat(closed).isEmpty();
    }

    @Test
    void lastRequestEnded_makesConnectionIdle() {
        connections.add(first);
        now.set(5);
        assertThat(connections.idleNanos(first)).isEqualTo(5);

        first.begin();
        first.begin();
        first.end();
        now.set(10);
        assertThat(connections.idleNanos(first)).isZero();

        first.end();
        now.set(12);
        assertThat(connections.idleNanos(first)).isEqualTo(2);
    }
}
