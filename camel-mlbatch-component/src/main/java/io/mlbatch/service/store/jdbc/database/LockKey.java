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

import java.util.Comparator;

/**
 * Rows that a transaction of the writer thread locks. All transactions of all nodes of a cluster lock rows in the order
 * of these keys. In another order, two nodes could block each other until PostgreSQL ends one of the transactions.
 */
public record LockKey(Step step, long number, int lane, String name) implements Comparable<LockKey> {

    /** The steps of a transaction. */
    private enum Step {
        START,
        LANE,
        RESULTS,
        EXECUTION,
        TURN
    }

    private static final Comparator<LockKey> ORDER = Comparator.comparing(LockKey::step)
            .thenComparingLong(LockKey::number)
            .thenComparingInt(LockKey::lane)
            .thenComparing(LockKey::name);

    /** The start of an execution with an idempotency key. */
    public static LockKey start(String service, String owner, String key) {
        return new LockKey(Step.START, 0, 0, String.join("\n", service, owner, key));
    }

    /** A lane of an execution. */
    public static LockKey lane(long executionNo, int lane) {
        return new LockKey(Step.LANE, executionNo, lane, "");
    }

    /** All lanes of an execution. */
    public static LockKey lanes(long executionNo) {
        return new LockKey(Step.LANE, executionNo, -1, "");
    }

    /** The new results of all executions, whose lanes are locked. */
    public static LockKey results() {
        return new LockKey(Step.RESULTS, 0, 0, "");
    }

    /** The row of an execution. */
    public static LockKey execution(long executionNo) {
        return new LockKey(Step.EXECUTION, executionNo, 0, "");
    }

    /** The turns of a user in the queue of a service. */
    public static LockKey turns(String service, String owner) {
        return new LockKey(Step.TURN, 0, 0, String.join("\n", service, owner));
    }

    @Override
    public int compareTo(LockKey other) {
        return ORDER.compare(this, other);
    }
}
