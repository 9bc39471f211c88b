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

import java.time.Clock;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.fakes.Stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MemoryExecutionStoreTest extends ExecutionStoreContract {

    @Override
    protected ExecutionStore createStore() {
        return Stored.inMemory();
    }

    @Test
    void batchThatWouldFillTheHeap_isRefusedWhileItIsRead() {
        MemoryExecutionStore small = new MemoryExecutionStore(Clock.systemUTC(), 10_000);
        Iterator<byte[]> endless = Stream.generate(() -> new byte[100]).iterator();

        assertThatThrownBy(() -> small.create(
                        new NewExecution(new ServiceId("TxService", "1.0"), "", 1, Optional.empty(), endless)))
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("maxStoreSize 10000 bytes");
        assertThat(small.size().executions()).isZero();
    }
}
