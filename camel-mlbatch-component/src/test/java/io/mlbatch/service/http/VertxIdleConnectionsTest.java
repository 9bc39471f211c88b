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
package io.mlbatch.service.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.service.http.VertxIdleConnections.Connection;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("host")
class VertxIdleConnectionsTest {

    private final AtomicLong now = new AtomicLong();
    private final List<String> closed = new ArrayList<>();
    private final VertxIdleConnections connections = new VertxIdleConnections(2, now::get);
    private final Connection first = connection("first");
    private final Connection second = connection("second");
    private final Connection third = connection("third");

    private Connection connection(String name) {
        return new Connection(() -> closed.add(name));
    }

    @Test
    void connectionBeyondTheLimit_evictsTheOneThatIsIdleForTheLongestTime() {
        connections.add(first);
        connections.add(second);
        connections.begin(second);
        connections.end(second);
        connections.begin(first);
        connections.end(first);

        assertThat(connections.add(third)).isTrue();
        assertThat(closed).containsExactly("second");
    }

    @Test
    void connectionThatHasNeverHadARequest_isEvictedBeforeOneThatHad() {
        connections.add(first);
        connections.begin(first);
        connections.end(first);
        connections.add(second);
        connections.add(third);

        assertThat(closed).containsExactly("second");
    }

    @Test
    void connectionBeyondTheLimit_isRefusedWhileAllHaveRequests() {
        connections.add(first);
        connections.add(second);
        connections.begin(first);
        connections.begin(second);

        assertThat(connections.add(third)).isFalse();
        connections.remove(first);
        assertThat(connections.add(third)).isTrue();
        assertThat(closed).isEmpty();
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
    void requestThatEndsWithItsConnection_doesNotBringItBack() {
        connections.add(first);
        connections.begin(first);
        connections.remove(first);
        connections.end(first);
        connections.add(second);
        connections.add(third);

        assertThat(closed).isEmpty();
    }

    @Test
    void connectionIsIdle_whenTheLastOfItsRequestsHasEnded() {
        connections.add(first);
        now.set(5);
        assertThat(connections.idleNanos(first)).isEqualTo(5);

        connections.begin(first);
        connections.begin(first);
        connections.end(first);
        now.set(10);
        assertThat(connections.idleNanos(first)).isZero();

        connections.end(first);
        now.set(12);
        assertThat(connections.idleNanos(first)).isEqualTo(2);
    }
}
