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
package io.mlbatch.service;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import javax.management.openmbean.TabularData;

import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.util.TimeUtils;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.DurationOption;
import io.mlbatch.service.operator.HostOperator;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.SummaryQuery;

/** The attributes and operations of the component in JMX. */
abstract class ManagedHostComponent extends StoreOptionsComponent {

    private static final int MAX_LISTED = 1_000;

    /** Returns the view of operators; {@code null} while the component is stopped. */
    abstract HostOperator operator();

    private HostOperator started() {
        HostOperator operator = operator();
        if (operator == null) {
            throw new IllegalStateException("The component mlbatch-service is not started");
        }
        return operator;
    }

    private StoreSize size() {
        return operator() == null
                ? StoreSize.EMPTY
                : StoreSize.sum(operator().sizes().values());
    }

    @ManagedAttribute(description = "Number of executions that are held")
    public int getExecutions() {
        return size().executions();
    }

    @ManagedAttribute(description = "Approximate size of all executions, in bytes")
    public long getStoreSize() {
        return size().bytes();
    }

    @ManagedAttribute(description = "Maximum size of all executions, in bytes; in memory it is less than maxStoreSize")
    public long getStoreSizeLimit() {
        return operator() == null ? 0 : operator().limit().bytes();
    }

    @ManagedAttribute(description = "Maximum number of executions")
    public int getExecutionLimit() {
        return operator() == null ? 0 : operator().limit().executions();
    }

    @ManagedAttribute(description = "Whether executions cannot be stored or read at the moment")
    public boolean isStoreFailing() {
        return operator() != null && operator().isFailing();
    }

    @ManagedAttribute(description = "Whether the host is draining: it accepts no batches and records")
    public boolean isDraining() {
        return operator() != null && operator().drain().isActive();
    }

    @ManagedAttribute(description = "Whether the drain is done: all accepted records are computed")
    public boolean isDrained() {
        return operator() != null && operator().drain().isDone();
    }

    @ManagedOperation(
            description = "Lists executions, the newest first: their states (empty for all) and maximum number")
    public TabularData listExecutions(String states, int limit) {
        requirePositive("limit", limit);
        Set<BatchState> selected = states == null || states.isBlank() ? Set.of() : BatchState.parseAll(states);
        return ManagedTable.ofExecutions(started()
                .executions(new SummaryQuery(
                        Set.of(), Optional.empty(), selected, OptionalLong.empty(), Math.min(limit, MAX_LISTED))));
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("The " + name + " must be more than 0");
        }
    }

    @ManagedOperation(description = "Returns the details of one execution by its id")
    public TabularData executionDetails(String executionId) {
        return ManagedTable.ofExecutions(
                started().execution(requireId(executionId)).stream().toList());
    }

    @ManagedOperation(description = "Cancels and deletes an execution by its id; returns false if it is not held")
    public boolean cancelExecution(String executionId) {
        return started().cancel(requireId(executionId));
    }

    private static String requireId(String executionId) {
        if (executionId == null || executionId.isBlank()) {
            throw new IllegalArgumentException("The execution id is missing");
        }
        return executionId.strip();
    }

    @ManagedOperation(
            description = "Deletes the executions that ended longer ago than a time, for example 1h;"
                    + " returns their number")
    public long purgeExecutions(String age) {
        String text = age == null ? "" : age.strip();
        DurationOption.requireValid("The age", text);
        long millis = TimeUtils.toMilliSeconds(text);
        requirePositive("age", millis);
        return started().purge(Duration.ofMillis(millis));
    }

    @ManagedOperation(description = "Lists the executions and bytes that each user holds")
    public TabularData listUsers() {
        return ManagedTable.ofUsers(started().sizes());
    }

    @ManagedOperation(
            description = "Accepts no batches and records, and computes those that are accepted; the argument"
                    + " states whether the Camel context then stops")
    public void drain(boolean exit) {
        started().drain().begin(exit);
    }

    @ManagedOperation(description = "Accepts batches and records again; returns false if the host is not drained")
    public boolean cancelDrain() {
        return started().drain().cancel();
    }
}
