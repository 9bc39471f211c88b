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

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.engine.RecordChunk;

import static org.assertj.core.api.Assertions.assertThat;

class RecordContextTest {

    private MDCAdapter before;

    /** The adapter of slf4j-simple ignores all values. */
    private static MDCAdapter adapter(MDCAdapter adapter) throws ReflectiveOperationException {
        Field field = MDC.class.getDeclaredField("MDC_ADAPTER");
        field.setAccessible(true);
        MDCAdapter before = (MDCAdapter) field.get(null);
        field.set(null, adapter);
        return before;
    }

    @BeforeEach
    void setAdapter() throws ReflectiveOperationException {
        before = adapter(new BasicMDCAdapter());
    }

    @AfterEach
    void resetAdapter() throws ReflectiveOperationException {
        adapter(before);
    }

    @Test
    void processing_hasTheExecutionAndTheIndexInTheMdc() {
        ExecutionId id = new ExecutionId(new ServiceId("TxService", "1.0"), "e1");
        MDC.put("own", "kept");

        RecordContext.run(new RecordChunk(id, "", 7, 9, List.of(Map.of())), () -> {
            assertThat(MDC.getCopyOfContextMap())
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of("own", "kept", "mlbatch.executionId", "e1", "mlbatch.index", "7"));
            assertThat(RecordContext.isOpen()).isTrue();
        });

        assertThat(MDC.getCopyOfContextMap()).containsExactly(Map.entry("own", "kept"));
        assertThat(RecordContext.isOpen()).isFalse();
    }
}
