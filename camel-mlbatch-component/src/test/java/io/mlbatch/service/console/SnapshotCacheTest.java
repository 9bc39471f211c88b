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
package io.mlbatch.service.console;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;

import static org.assertj.core.api.Assertions.assertThat;

class SnapshotCacheTest {

    private static final BatchStatus HALF = new BatchStatus(BatchState.IN_PROGRESS, 5, 10, 1);
    private static final BatchStatus ENDED = new BatchStatus(BatchState.COMPLETE, 10, 10, 1);

    private long now;
    private final SnapshotCache<String, String> cache = new SnapshotCache<>(10, String::length, () -> now);

    @Test
    void snapshotOfARunningExecution_isOutdatedAfterTenSeconds() {
        cache.put("a", HALF, "12345");

        after(Duration.ofSeconds(10));
        assertThat(cache.find("a", ENDED)).contains("12345");
        after(Duration.ofSeconds(1));
        assertThat(cache.find("a", ENDED)).isEmpty();
        assertThat(cache.find("a", HALF)).contains("12345");
    }

    @Test
    void unusedSnapshot_expires() {
        cache.put("a", ENDED, "12345");

        after(Duration.ofMinutes(2));
        assertThat(cache.find("a", ENDED)).isPresent();
        after(Duration.ofMinutes(2).plusMillis(1));
        assertThat(cache.find("a", ENDED)).isEmpty();
    }

    @Test
    void leastRecentlyUsed_isRemovedBeyondTheSize() {
        cache.put("a", ENDED, "1234");
        cache.put("b", ENDED, "1234");
        cache.find("a", ENDED);
        cache.put("a", ENDED, "12345");

        cache.put("c", ENDED, "12");
        assertThat(cache.find("b", ENDED)).isEmpty();
        assertThat(cache.find("a", ENDED)).contains("12345");
        cache.put("d", ENDED, "larger than the cache");
        assertThat(cache.find("d", ENDED)).isEmpty();
        cache.put("e", ENDED, "1234567890");
        assertThat(cache.find("e", ENDED)).isPresent();
    }

    private void after(Duration time) {
        now += time.toNanos();
    }
}
