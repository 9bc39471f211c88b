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
 * How long and how much a store holds. Only executions that have ended are dropped for it, the oldest first.
 *
 * @param time how long an execution is held after its end
 * @param unreadTime how long an execution is not dropped for a new one after its end, unless its results have been read
 * @param limit how much is held of all owners together
 * @param quota how much is held of one owner
 */
public record Retention(Duration time, Duration unreadTime, StoreSize limit, Quota quota) {

    /**
     * How much is held of one owner. A share depends on the others: an owner may hold as much as is still free. So an
     * only owner gets half of the limit, two get a third each, and a newcomer always finds as much as the others have.
     *
     * @param executions {@code 0}: a share
     * @param bytes {@code 0}: a share
     * @param isShared false where all callers are one user, who may have everything that the numbers do not limit
     */
    public record Quota(int executions, long bytes, boolean isShared) {

        /** @throws IllegalArgumentException names the option whose value makes no sense */
        public Quota {
            if (executions < 0) {
                throw new IllegalArgumentException("maxExecutionsPerUser must be 0 or more, not " + executions);
            }
            if (bytes < 0) {
                throw new IllegalArgumentException("maxStoreSizePerUser must be 0 or more, not " + bytes);
            }
        }

        /** True when the limit of executions, or else of bytes, depends on what others hold. */
        boolean isShare(boolean ofExecutions) {
            return isShared && (ofExecutions ? executions : bytes) == 0;
        }

        /** What an owner may hold at most, when so much is free. */
        StoreSize limit(StoreSize free) {
            return new StoreSize(
                    executions > 0 ? executions : isShared ? free.executions() : Integer.MAX_VALUE,
                    bytes > 0 ? bytes : isShared ? free.bytes() : Long.MAX_VALUE);
        }
    }

    /** @throws IllegalArgumentException names the option whose value makes no sense */
    public Retention {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("retention must be more than zero, not " + time.toMillis() + " ms");
        }
        if (unreadTime.isNegative()) {
            throw new IllegalArgumentException(
                    "unreadRetention must be 0 or more, not " + unreadTime.toMillis() + " ms");
        }
        if (limit.executions() < 1) {
            throw new IllegalArgumentException("maxExecutions must be at least 1, not " + limit.executions());
        }
        if (limit.bytes() < 1) {
            throw new IllegalArgumentException("maxStoreSize must be at least 1 byte, not " + limit.bytes());
        }
    }

    /** The same, but with no more bytes than that. */
    public Retention within(long bytes) {
        return new Retention(
                time, unreadTime, new StoreSize(limit.executions(), Math.min(limit.bytes(), bytes)), quota);
    }
}
