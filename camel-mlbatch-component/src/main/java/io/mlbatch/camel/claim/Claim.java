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

import org.apache.camel.spi.IdempotentRepository;

/** The right of a consumer to emit one execution, until it is released or the emission recorded. Thread-safe. */
public final class Claim {

    private final IdempotentRepository repository;
    private final String key;
    private final Lease lease;

    /** @param lease excludes the other consumers of the group */
    Claim(IdempotentRepository repository, String key, Lease lease) {
        this.repository = repository;
        this.key = key;
        this.lease = lease;
    }

    /** Begins the emission. Returns true when one has begun before, here or elsewhere: exchanges may be duplicates. */
    public boolean begin() {
        return !repository.add(beginKey());
    }

    private String beginKey() {
        return key + "|B";
    }

    /** Records that the execution has been emitted, and releases the claim. Can be repeated after a failure. */
    public void markEmitted() {
        repository.add(key);
        repository.confirm(key);
        repository.remove(beginKey());
        lease.release();
    }

    /** Releases the claim without recording an emission. */
    public void release() {
        lease.release();
    }
}
