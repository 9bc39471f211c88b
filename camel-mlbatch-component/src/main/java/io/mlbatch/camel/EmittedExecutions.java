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
package io.mlbatch.camel;

import java.util.Set;

import org.apache.camel.spi.IdempotentRepository;

import io.mlbatch.protocol.ExecutionId;

/**
 * What a group of consumers has emitted, and what is on its way in this component: remembered only once it has
 * committed, so that a crash loses nothing.
 */
final class EmittedExecutions {

    private final IdempotentRepository repository;
    private final Set<String> underWay;
    private final String prefix;

    /**
     * @param underWay keys that are on their way, shared by the consumers of a component
     * @param prefix group and server
     */
    EmittedExecutions(IdempotentRepository repository, Set<String> underWay, String prefix) {
        this.repository = repository;
        this.underWay = underWay;
        this.prefix = prefix;
    }

    /** What became of an attempt to take an execution. */
    enum Taking {
        /** It is the caller's until it is given back. */
        TAKEN,
        /** The group has emitted it. */
        EMITTED,
        /** Another consumer of the group has it, and may yet fail. */
        UNDER_WAY
    }

    /** Takes an execution for emission. */
    Taking take(ExecutionId id) {
        if (!underWay.add(key(id))) {
            return repository.contains(key(id)) ? Taking.EMITTED : Taking.UNDER_WAY;
        }
        boolean taken = false;
        try {
            taken = !repository.contains(key(id));
        } finally {
            if (!taken) {
                giveBack(id);
            }
        }
        return taken ? Taking.TAKEN : Taking.EMITTED;
    }

    void giveBack(ExecutionId id) {
        underWay.remove(key(id));
    }

    void remember(ExecutionId id) {
        repository.add(key(id));
        repository.confirm(key(id));
    }

    private String key(ExecutionId id) {
        return prefix + "|" + id.service() + "|" + id.value();
    }
}
