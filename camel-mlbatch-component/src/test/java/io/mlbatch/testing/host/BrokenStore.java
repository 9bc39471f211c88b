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
package io.mlbatch.testing.host;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.CreateResult;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.HeldExecution;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.StoreSize;

/** A store that fails, with a message that is not meant for callers. */
public final class BrokenStore implements ExecutionStore {

    @Override
    public Optional<CreateResult> existing(NewExecution batch) {
        throw broken();
    }

    @Override
    public CreateResult create(NewExecution batch) {
        throw broken();
    }

    @Override
    public Optional<Execution> find(ServiceId service, String executionId) {
        throw broken();
    }

    @Override
    public List<ExecutionId> list(ServiceId service, String owner) {
        throw broken();
    }

    @Override
    public List<Execution> unfinished(ServiceId service) {
        throw broken();
    }

    @Override
    public boolean delete(ExecutionId id) {
        throw broken();
    }

    @Override
    public List<HeldExecution> held() {
        throw broken();
    }

    @Override
    public Map<String, StoreSize> sizes() {
        throw broken();
    }

    @Override
    public boolean isFailing() {
        return true;
    }

    @Override
    public void close() {}

    private static IllegalStateException broken() {
        return new IllegalStateException("the disk under /secret/path is full");
    }
}
