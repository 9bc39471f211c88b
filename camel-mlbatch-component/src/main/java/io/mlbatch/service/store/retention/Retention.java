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
package io.mlbatch.service.store.retention;

import java.time.Duration;

import io.mlbatch.service.store.StoreSize;

/**
 * The limits of a store in time and size. Only ended executions are deleted or evicted, the oldest first.
 *
 * @param time how long an execution is held after its end
 * @param unreadTime how long after its end an execution is protected from eviction unless its results have been read
 * @param limit the size of the executions of all owners
 * @param quota the size of the executions of one owner
 */
public record Retention(Duration time, Duration unreadTime, StoreSize limit, Quota quota) {

    /**
     * The limit of one owner: a fixed number or a share. A share depends on the other owners: an owner may hold as much
     * as is still free. A single owner gets half of the limit, two owners a third each, and a newcomer always finds as
     * much as each of the others has.
     *
     * @param executions {@code 0} for a share
     * @param bytes {@code 0} for a share
     * @param isShared false if all callers are one user, who may use all that the numbers do not limit
     */
    public record Quota(int executions, long bytes, boolean isShared) {

        /** @throws IllegalArgumentException if a value is invalid; the message names its option */
        public Quota {
            if (executions < 0) {
                throw new IllegalArgumentException("maxExecutionsPerUser must be 0 or more, not " + executions);
            }
            if (bytes < 0) {
                throw new IllegalArgumentException("maxStoreSizePerUser must be 0 or more, not " + bytes);
            }
        }

        /** Returns true if the limit of executions, or else of bytes, depends on the other owners. */
        boolean isShare(boolean ofExecutions) {
            return isShared && (ofExecutions ? executions : bytes) == 0;
        }

        /** Returns how much an owner may hold within the limit of all owners, if the others hold the given size. */
        public StoreSize most(StoreSize limit, StoreSize others) {
            StoreSize free = limit.minus(others);
            // a share is as large as the rest that is then free
            StoreSize most = limit(new StoreSize(free.executions() / 2, free.bytes() / 2));
            return new StoreSize(
                    Math.min(most.executions(), limit.executions()), Math.min(most.bytes(), limit.bytes()));
        }

        /** Returns the limit of an owner for the given free size. */
        StoreSize limit(StoreSize free) {
            return new StoreSize(
                    executions > 0 ? executions : isShared ? free.executions() : Integer.MAX_VALUE,
                    bytes > 0 ? bytes : isShared ? free.bytes() : Long.MAX_VALUE);
        }
    }

    /** @throws IllegalArgumentException if a value is invalid; the message names its option */
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

    /** Returns these limits with at most the given number of bytes. */
    public Retention within(long bytes) {
        return new Retention(
                time, unreadTime, new StoreSize(limit.executions(), Math.min(limit.bytes(), bytes)), quota);
    }
}
