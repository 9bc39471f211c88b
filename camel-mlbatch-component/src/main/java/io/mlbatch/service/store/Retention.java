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
package io.mlbatch.service.store;

import java.time.Duration;

/**
 * How long and how much a store holds. Only executions that have come to their end are dropped for it, the oldest
 * first.
 *
 * @param time since the end of an execution
 * @param maxExecutions how many executions, at least 1
 * @param maxBytes how much room they take, about
 */
public record Retention(Duration time, int maxExecutions, long maxBytes) {

    /** The same, but with no more room than that. */
    public Retention within(long bytes) {
        return new Retention(time, maxExecutions, Math.min(maxBytes, bytes));
    }

    /** @throws IllegalArgumentException names the option whose value makes no sense */
    public Retention {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("retention must be more than zero, not " + time.toMillis() + " ms");
        }
        if (maxExecutions < 1) {
            throw new IllegalArgumentException("maxExecutions must be at least 1, not " + maxExecutions);
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxStoreSize must be at least 1 byte, not " + maxBytes);
        }
    }
}
