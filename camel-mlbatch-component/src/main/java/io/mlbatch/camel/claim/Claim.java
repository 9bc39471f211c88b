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

/** The right to emit one execution, until it is given back or the execution has been emitted. Thread-safe. */
public final class Claim {

    private final IdempotentRepository repository;
    private final String key;
    private final Lease lease;

    /** @param lease keeps the others away */
    Claim(IdempotentRepository repository, String key, Lease lease) {
        this.repository = repository;
        this.key = key;
        this.lease = lease;
    }

    /** Emission begins. True when it has begun before, here or elsewhere: what is emitted now is redelivered. */
    public boolean begin() {
        return !repository.add(begun());
    }

    private String begun() {
        return key + "|B";
    }

    /** Remembers that the execution has been emitted, and gives the claim back. May be called again when it fails. */
    public void emitted() {
        repository.add(key);
        repository.confirm(key);
        repository.remove(begun());
        lease.giveBack();
    }

    /** Gives the claim back: the execution has not been emitted, or not all of it. */
    public void giveBack() {
        lease.giveBack();
    }
}
