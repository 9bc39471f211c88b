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

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;

/**
 * Selects executions for a list of their details, the newest first.
 *
 * @param services the services of the executions; if empty, all services
 * @param owner the user who owns them; empty for all users
 * @param states the states that they may be in; empty for all states
 * @param before selects the executions whose {@link ExecutionSummary#sequence} is smaller; empty for the newest
 * @param limit the maximum number of executions
 */
public record SummaryQuery(
        Set<ServiceId> services, Optional<String> owner, Set<BatchState> states, OptionalLong before, int limit) {

    public SummaryQuery {
        services = Set.copyOf(services);
        states = Set.copyOf(states);
    }

    /** Selects the newest executions of all services and users. */
    public static SummaryQuery newest(int limit) {
        return new SummaryQuery(Set.of(), Optional.empty(), Set.of(), OptionalLong.empty(), limit);
    }

    /** Returns this selection among the executions of these services. */
    public SummaryQuery of(Set<ServiceId> only) {
        return new SummaryQuery(only, owner, states, before, limit);
    }

    /** Returns this selection among the executions of one user. */
    public SummaryQuery ownedBy(String only) {
        return new SummaryQuery(services, Optional.of(only), states, before, limit);
    }

    /** Returns true if the execution is selected; does not consider the limit. */
    public boolean matches(ExecutionSummary summary) {
        return (services.isEmpty() || services.contains(summary.id().service()))
                && owner.filter(only -> !only.equals(summary.owner())).isEmpty()
                && (states.isEmpty() || states.contains(summary.status().state()))
                && (before.isEmpty() || summary.sequence() < before.getAsLong());
    }
}
