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
import java.util.function.DoubleSupplier;

import io.mlbatch.protocol.BatchStatus;

/**
 * Places the polls of one execution between {@code delay} and {@code maxDelay}. While nothing is known of the pace, or
 * nothing moves, the time between two polls doubles; once records complete, the next poll comes after half of what is
 * left at that pace. The time is drawn between {@code delay} and that, so that many executions do not poll at once. Not
 * thread-safe: polls of one execution follow each other.
 */
public final class PollSchedule {

    private final WaitPolicy policy;
    private final DoubleSupplier jitter;
    private Duration longest;

    /** @param jitter numbers from 0 to 1 */
    public PollSchedule(WaitPolicy policy, DoubleSupplier jitter) {
        this.policy = policy;
        this.jitter = jitter;
        this.longest = policy.delay();
    }

    /**
     * The delay to the next poll after one that told something.
     *
     * @param elapsed since the wait began
     */
    public Duration afterStatus(BatchStatus status, Duration elapsed) {
        if (status.completedItemCount() > 0) {
            int left = Math.max(0, status.totalItemCount() - status.completedItemCount());
            double remaining = (double) elapsed.toMillis() * left / status.completedItemCount();
            longest = bounded(Duration.ofMillis((long) (remaining / 2)));
        } else {
            longest = bounded(longest.multipliedBy(2));
        }
        return drawn();
    }

    /**
     * The delay to the next poll after one that failed.
     *
     * @param retryAfter what the server asks for at least, or {@code null}
     */
    public Duration afterFailure(Duration retryAfter) {
        longest = bounded(longest.multipliedBy(2));
        Duration delay = drawn();
        return retryAfter != null && retryAfter.compareTo(delay) > 0 ? retryAfter : delay;
    }

    private Duration bounded(Duration duration) {
        if (duration.compareTo(policy.delay()) < 0) {
            return policy.delay();
        }
        return duration.compareTo(policy.maxDelay()) > 0 ? policy.maxDelay() : duration;
    }

    private Duration drawn() {
        long spread = longest.minus(policy.delay()).toMillis();
        return policy.delay().plusMillis((long) (spread * jitter.getAsDouble()));
    }
}
