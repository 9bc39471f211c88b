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
package io.mlbatch.service.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.security.ServiceRoles;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.testing.DescriptionBuilder;
import io.mlbatch.testing.ManualExecutor;
import io.mlbatch.testing.Proxies;
import io.mlbatch.testing.host.FakeProcessor;
import io.mlbatch.testing.host.Stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HostedServiceTest {

    private final ManualExecutor executor = new ManualExecutor();
    private final FakeProcessor processor = new FakeProcessor();

    @Test
    void batchThatExceedsALimit_isRefusedWithTheLimit() {
        HostedService service = service(List.of());
        List<Map<String, Object>> many = Collections.nCopies(1_001, Map.of());
        List<Map<String, Object>> large = List.of(Map.of(), Map.of("a", "x".repeat(100)));

        assertThatThrownBy(() -> service.start("", 1, Optional.empty(), Optional.empty(), many.iterator()))
                .isInstanceOf(BatchTooLargeException.class)
                .hasMessageContaining("maxRecords")
                .hasMessageContaining("1000");
        assertThatThrownBy(() -> service.start("", 1, Optional.empty(), Optional.empty(), large.iterator()))
                .isInstanceOf(BatchTooLargeException.class)
                .hasMessageContaining("Record 1 ")
                .hasMessageContaining("maxRecordSize");
        assertThat(service.executions(Caller.ANYONE)).isEmpty();
    }

    @Test
    void records_areHeldAsSentAndEncodedForTheRoute() throws IOException {
        List<Parameter> inputs =
                List.of(new Parameter("hp", ParameterType.NUMERIC), new Parameter("v", ParameterType.VECTOR));
        Map<String, Object> sent = Map.of("hp", List.of("110"), "v", List.of(1), "other", 1);
        Execution execution = service(inputs)
                .start("", 1, Optional.empty(), Optional.empty(), List.of(sent).iterator());

        Map<String, Object> held =
                RecordsJson.readRecord(execution.records(0, 1).record(0));
        Map<String, Object> encoded = RecordChecks.of(inputs, true, false).encode(0, held);

        assertThat(held).isEqualTo(sent);
        assertThat(encoded).isEqualTo(Map.of("hp", 110.0, "v", List.of(1)));
        assertThat(RecordChecks.of(inputs, true, false).encode(0, encoded)).isEqualTo(encoded);
        var records = List.of(Map.of("hp", List.of(1, 2), "v", 1)).iterator();
        assertThatThrownBy(() -> service(inputs).start("", 1, Optional.empty(), Optional.empty(), records))
                .hasMessageContaining("got a list of 2");
    }

    @Test
    void records_areHeldAsTheyAreWhenNoInputsAreDeclared() {
        Execution execution = service(List.of())
                .start(
                        "",
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(Map.of("hp", "110")).iterator());
        assertThat(execution.records(0, 1).record(0))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"hp\":\"110\"}");
    }

    @Test
    void nothing_isTakenWhenOneRecordDoesNotFit() {
        HostedService service = service(List.of(new Parameter("hp", ParameterType.NUMERIC)));
        var records = List.of(Map.of("hp", 1), Map.of("wt", 1)).iterator();
        assertThatThrownBy(() -> service.start("", 1, Optional.empty(), Optional.empty(), records))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("record 1")
                .hasMessageContaining("'hp'");
        assertThat(service.executions(Caller.ANYONE)).isEmpty();
        assertThat(executor.waiting()).isZero();
    }

    @Test
    void batchWithAnInvalidRecord_isRefusedBeyondTheLimits() {
        List<Parameter> inputs = List.of(new Parameter("name", ParameterType.CHARACTER));
        HostedService service = service(inputs, Stored.inMemory(), RecordChecks.of(inputs, false, false));
        for (String name : List.of("name", "x")) {
            var records =
                    List.of(Map.of("x", "a"), Map.of(name, "a".repeat(100))).iterator();
            assertThatThrownBy(() -> service.start("", 1, Optional.empty(), Optional.empty(), records))
                    .as(name)
                    .isInstanceOf(BatchTooLargeException.class)
                    .hasMessageContaining("Record 1 ");
        }
        assertThat(service.executions(Caller.ANYONE)).isEmpty();
    }

    @Test
    void canceledExecution_isForgotten() {
        HostedService service = service(List.of());
        Execution execution = service.start(
                "",
                1,
                Optional.empty(),
                Optional.empty(),
                List.of(Map.of("name", "a")).iterator());
        assertThat(service.cancel(execution.id())).isTrue();
        assertThat(service.cancel(execution.id())).isFalse();
        assertThat(service.find(Caller.ANYONE, execution.id().value())).isEmpty();
    }

    @Test
    void executionThatCouldNotBeDeleted_isComputedAllTheSame() {
        HostedService service =
                service(List.of(), Proxies.intercepted(ExecutionStore.class, Stored.inMemory(), method -> {
                    if (method.equals("delete")) {
                        throw new StoreException("the disk is full", null);
                    }
                }));
        Execution execution = service.start(
                "",
                1,
                Optional.empty(),
                Optional.empty(),
                List.of(Map.of("name", "a")).iterator());

        assertThatThrownBy(() -> service.cancel(execution.id())).isInstanceOf(StoreException.class);
        executor.runAll();
        processor.complete("a");
        assertThat(execution.status().state()).isEqualTo(BatchState.COMPLETE);
    }

    private HostedService service(List<Parameter> inputs) {
        return service(inputs, Stored.inMemory());
    }

    private HostedService service(List<Parameter> inputs, ExecutionStore store) {
        return service(inputs, store, RecordChecks.of(inputs, true, false));
    }

    private HostedService service(List<Parameter> inputs, ExecutionStore store, RecordChecks checks) {
        return new HostedService(
                DescriptionBuilder.of(new ServiceId("TxService", "1.0"))
                        .inputs(inputs)
                        .build(),
                ServiceRoles.NONE,
                10,
                store,
                Stored.unlimited(store),
                ExecutionDispatcher.of(FakeProcessor.engine(processor, executor, 1, Deadlines.NONE)),
                new BatchLimits(1_000, 100),
                checks);
    }

    @Test
    void serviceWithRoles_isForCallersWhoHaveOneOfThem() {
        HostedService open = service(List.of());
        ExecutionStore store = Stored.inMemory();
        HostedService restricted = new HostedService(
                DescriptionBuilder.bare("TxService", "1.0"),
                new ServiceRoles(Set.of("score", "admin"), Optional.of("operator")),
                10,
                store,
                Stored.unlimited(store),
                ExecutionDispatcher.of(FakeProcessor.engine(new FakeProcessor(), executor, 1, Deadlines.NONE)),
                new BatchLimits(1_000, 100),
                RecordChecks.of(List.of(), true, false));

        assertThat(open.mayBeUsedBy(Caller.ANYONE)).isTrue();
        assertThat(restricted.mayBeUsedBy(Caller.ANYONE)).isFalse();
        assertThat(restricted.mayBeUsedBy(new Caller("anna", Set.of("admin", "other"))))
                .isTrue();
        assertThat(restricted.mayBeUsedBy(new Caller("admin", Set.of("Admin", "other"))))
                .isFalse();
        assertThat(restricted.mayBeUsedBy(new Caller("olga", Set.of("operator"))))
                .isTrue();
    }
}
