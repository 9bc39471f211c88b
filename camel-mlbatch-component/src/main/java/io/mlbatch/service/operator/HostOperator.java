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
package io.mlbatch.service.operator;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.security.ServiceRoles;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.SummaryQuery;
import io.mlbatch.service.store.retention.Retention;

/** The view and the actions of operators, for all services of a host. Does not check its callers. Thread-safe. */
public final class HostOperator {

    private final Supplier<Collection<HostedService>> services;
    private final ExecutionStore store;
    private final Retention retention;
    private final ServiceRoles roles;
    private final Drain drain;
    private final Clock clock;

    /**
     * @param services the services that are hosted at the moment
     * @param roles decide who is an operator
     */
    public HostOperator(
            Supplier<Collection<HostedService>> services,
            ExecutionStore store,
            Retention retention,
            ServiceRoles roles,
            Drain drain,
            Clock clock) {
        this.services = services;
        this.store = store;
        this.retention = retention;
        this.roles = roles;
        this.drain = drain;
        this.clock = clock;
    }

    public boolean isAdmin(Caller caller) {
        return roles.isAdmin(caller);
    }

    public Drain drain() {
        return drain;
    }

    /** Returns the details of the selected executions, the newest first. */
    public List<ExecutionSummary> executions(SummaryQuery selection) {
        return store.summaries(selection);
    }

    /** Returns the details of an execution; empty if it is not held. Ignores the case of the id. */
    public Optional<ExecutionSummary> execution(String executionId) {
        return store.summary(executionId.toLowerCase(Locale.ROOT));
    }

    /** Cancels and deletes an execution, also of a service that is not hosted now. Returns false if it is not held. */
    public boolean cancel(String executionId) {
        return execution(executionId).map(this::cancel).orElse(false);
    }

    private boolean cancel(ExecutionSummary execution) {
        return services.get().stream()
                .filter(service -> service.id().equals(execution.id().service()))
                .findFirst()
                .map(service -> service.cancel(execution.id()))
                .orElseGet(() -> store.delete(execution.id()));
    }

    /** Deletes the executions that ended longer ago than the given time, and returns their number. */
    public long purge(Duration age) {
        return store.deleteEndedBefore(clock.instant().minus(age));
    }

    /** Returns the size of the executions of each user who has any. */
    public Map<String, StoreSize> sizes() {
        return store.sizes();
    }

    /** Returns the maximum size of all executions. */
    public StoreSize limit() {
        return retention.limit();
    }

    /** Returns how much a user may hold in addition to the executions of the others. */
    public StoreSize limit(String user, Map<String, StoreSize> sizes) {
        StoreSize others = StoreSize.sum(sizes.values()).minus(sizes.getOrDefault(user, StoreSize.EMPTY));
        return retention.quota().most(retention.limit(), others);
    }

    /** Returns true while the store fails. */
    public boolean isFailing() {
        return store.isFailing();
    }
}
