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
package io.mlbatch.service.store.jdbc.database;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StoreRetryTest {

    private final StoreHealth health = new StoreHealth();
    private final StoreRetry retry = new StoreRetry(health);
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void failure_isOneOfTheStoreUntilAnAttemptSucceeds() {
        assertThat(retry.run(() -> failOnce(new IOException("no space")), () -> false))
                .contains(true);
    }

    /** The missing folder of a deleted execution would stop the starts of all users. */
    @Test
    void failureOfACanceledAttempt_doesNotFailTheStore() {
        assertThat(retry.run(() -> failOnce(new IOException("no such folder")), () -> attempts.get() > 0))
                .isEmpty();
        assertThat(health.isFailing()).isFalse();
    }

    @Test
    void conflictWithAnotherNode_isRepeatedWithoutAFailure() {
        assertThat(retry.run(() -> failOnce(new SQLException("deadlock detected", "40P01")), () -> false))
                .contains(false);
    }

    /** Returns whether the store counted as failing during the second attempt. */
    private <E extends Exception> boolean failOnce(E failure) throws E {
        if (attempts.incrementAndGet() == 1) {
            throw failure;
        }
        return health.isFailing();
    }
}
