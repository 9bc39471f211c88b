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
package io.mlbatch.camel.claim;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;

import org.apache.camel.spi.IdempotentRepository;

import io.mlbatch.client.waiting.Delayer;
import io.mlbatch.protocol.ExecutionId;

/**
 * Decides which consumer of a group emits an execution, in one JVM or in several. The key of an emitted execution is
 * added to the group's repository once its exchanges have committed, so that a crash does not lose executions. Until
 * then a {@link Lease} excludes the other consumers. A third key records that an emission has begun: a consumer that
 * finds it marks its exchanges as redelivered.
 */
public final class ClaimRegistry {

    private final IdempotentRepository repository;
    private final String prefix;
    private final Clock clock;
    private final Delayer delayer;
    private final Executor renewals;

    /**
     * @param prefix of all keys: group and server
     * @param renewals runs renewals of leases, which call the repository
     */
    public ClaimRegistry(
            IdempotentRepository repository, String prefix, Clock clock, Delayer delayer, Executor renewals) {
        this.repository = repository;
        this.prefix = prefix;
        this.clock = clock;
        this.delayer = delayer;
        this.renewals = renewals;
    }

    /** True when the group has emitted the execution. */
    public boolean isEmitted(ExecutionId id) {
        return repository.contains(key(id));
    }

    /** Claims an execution. Empty when the group has emitted it, or another consumer has claimed it. */
    public Optional<Claim> claim(ExecutionId id) {
        String key = key(id);
        if (repository.contains(key)) {
            return Optional.empty();
        }
        return Lease.acquire(repository, key, clock).flatMap(lease -> claimed(key, lease));
    }

    private Optional<Claim> claimed(String key, Lease lease) {
        boolean claimed = false;
        try {
            // another consumer may have emitted it and released its lease since the first check
            if (repository.contains(key)) {
                return Optional.empty();
            }
            Claim claim = new Claim(repository, key, lease);
            lease.renewUntilReleased(delayer, renewals);
            claimed = true;
            return Optional.of(claim);
        } finally {
            if (!claimed) {
                lease.release();
            }
        }
    }

    private String key(ExecutionId id) {
        return prefix + "|" + id.service() + "|" + id.value();
    }
}
