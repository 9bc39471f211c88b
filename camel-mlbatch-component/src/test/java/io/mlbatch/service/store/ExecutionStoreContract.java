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

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.TraceContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The contract of stores. */
public abstract class ExecutionStoreContract {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");
    private static final ServiceId OTHER = new ServiceId("TxService", "2.0");

    private ExecutionStore store;

    protected abstract ExecutionStore createStore();

    /** Waits until all completed results are stored. */
    protected void settle() {}

    @BeforeEach
    void openStore() {
        store = createStore();
    }

    @Test
    void newExecution_isPendingAndHoldsItsRecords() {
        Execution execution = create(SERVICE, "{\"a\":1}", "{\"a\":2}");
        assertThat(execution.status()).isEqualTo(new BatchStatus(BatchState.PENDING, 0, 2, 7));
        assertThat(execution.records(1, 1).record(1))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"a\":2}");
        assertThat(execution.results(0)).isEmpty();
        assertThat(execution.artifactNames(0)).isEmpty();
    }

    @Test
    void inputs_areReadAsRunsAlsoAfterTheEnd() {
        Execution execution = create(SERVICE, "{\"a\":1}", "\"invalid\"", "{\"a\":3}");
        for (int index = 0; index < 3; index++) {
            execution.complete(index, ItemResult.failure(index, "no"));
        }
        settle();
        Execution ended = store.find(SERVICE, execution.id().value()).orElseThrow();

        for (RecordRun inputs : List.of(ended.inputs(1, 100), ended.inputs(0, 3).from(1, 2))) {
            assertThat(inputs.first()).isEqualTo(1);
            assertThat(inputs.count()).isEqualTo(2);
            assertThat(inputs.record(1)).asString(StandardCharsets.UTF_8).isEqualTo("\"invalid\"");
            assertThat(new String(inputs.array(), inputs.offset(), inputs.length(), StandardCharsets.UTF_8))
                    .isEqualTo("\"invalid\"{\"a\":3}");
        }
        assertThat(ended.inputs(1, 1).count()).isEqualTo(1);
    }

    @Test
    void listeners_areNotifiedOnceAtTheEndOrTheDeletion() {
        List<String> notified = Collections.synchronizedList(new ArrayList<>());
        Execution ending = create(SERVICE, "{}");
        Execution deleted = create(SERVICE, "{}");
        ending.onEnd(() -> notified.add("ended"));
        ending.onEnd(() -> notified.add("removed")).run();
        deleted.onEnd(() -> notified.add("deleted"));

        ending.complete(0, ItemResult.failure(0, "no"));
        settle();
        store.delete(ending.id());
        store.delete(deleted.id());
        assertThat(notified).containsExactly("ended", "deleted");

        ending.onEnd(() -> notified.add("late"));
        deleted.onEnd(() -> notified.add("late"));
        assertThat(notified).containsExactly("ended", "deleted", "late", "late");
    }

    @Test
    void observer_isNotifiedOfEndsButNotOfDeletions() {
        List<ExecutionId> ended = Collections.synchronizedList(new ArrayList<>());
        store.observe(new StoreListener() {
            @Override
            public void ended(ExecutionId id) {
                ended.add(id);
            }
        });
        Execution ending = create(SERVICE, "{}");

        store.delete(create(SERVICE, "{}").id());
        ending.complete(0, ItemResult.failure(0, "no"));
        settle();

        // a store notifies after its commit
        await().atMost(1, TimeUnit.MINUTES)
                .untilAsserted(() -> assertThat(ended).containsExactly(ending.id()));
    }

    @Test
    void backlog_hasTheUnfinishedExecutionsOfEachService() {
        Execution begun = create(SERVICE, "{}", "{}", "{}");
        create(SERVICE, "{}");
        Execution ended = create(SERVICE, "{}");

        begun.complete(1, ItemResult.failure(1, "no"));
        ended.complete(0, ItemResult.failure(0, "no"));
        settle();

        assertThat(store.backlogs()).containsOnlyKeys(SERVICE);
        Backlog backlog = store.backlogs().get(SERVICE);
        assertThat(backlog.executions()).isEqualTo(2);
        assertThat(backlog.records()).isEqualTo(3);
        assertThat(backlog.oldestWaiting()).isPresent();
    }

    @Test
    void traceOfTheStart_isKept() {
        TraceContext trace = TraceContext.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null)
                .orElseThrow();
        NewExecution batch = new NewExecution(
                        SERVICE,
                        "",
                        1,
                        Optional.empty(),
                        List.of(new byte[] {'{', '}'}).iterator())
                .withTrace(Optional.of(trace));

        Execution execution = store.create(batch).execution();

        assertThat(execution.traceparent()).contains(trace.parent());
        assertThat(create(SERVICE, "{}").traceparent()).isEmpty();
    }

    @Test
    void ids_differ() {
        assertThat(create(SERVICE, "{}").id())
                .isNotEqualTo(create(SERVICE, "{}").id());
    }

    @Test
    void nothing_isTakenWhenTheRecordsBreakOff() {
        Iterator<byte[]> broken = Stream.of("{}", "broken")
                .map(text -> {
                    if (text.equals("broken")) {
                        throw new IllegalStateException(text);
                    }
                    return text.getBytes(StandardCharsets.UTF_8);
                })
                .iterator();
        assertThatThrownBy(() -> store.create(new NewExecution(SERVICE, "", 1, Optional.empty(), broken)))
                .hasMessage("broken");
        assertThat(store.list(SERVICE, "")).isEmpty();
    }

    @Test
    void begunExecution_isInProgress() {
        Execution execution = create(SERVICE, "{}");
        execution.begin();
        execution.begin();
        assertThat(execution.status().state()).isEqualTo(BatchState.IN_PROGRESS);
    }

    @Test
    void lastResult_makesTheExecutionComplete() {
        Execution execution = create(SERVICE, "{}", "{}");
        execution.begin();
        execution.complete(1, ItemResult.failure(1, "no"));
        settle();
        assertThat(execution.status()).isEqualTo(new BatchStatus(BatchState.IN_PROGRESS, 1, 2, 7));
        execution.complete(0, ItemResult.failure(0, "no"));
        settle();
        assertThat(execution.status()).isEqualTo(new BatchStatus(BatchState.COMPLETE, 2, 2, 7));
    }

    @Test
    void secondResultOfARecord_isDropped() {
        Execution execution = create(SERVICE, "{}", "{}");
        ItemResult first = ItemResult.failure(0, "first");
        execution.complete(0, first);
        settle();
        execution.complete(0, ItemResult.failure(0, "second"));
        assertThat(execution.results(0).get(0).response()).isEqualTo(first.response());
        assertThat(execution.status().completedItemCount()).isEqualTo(1);
    }

    @Test
    void artifacts_belongToTheirRecord() throws IOException {
        Execution execution = create(SERVICE, "{}", "{}");
        List<ProducedArtifact> artifacts = List.of(artifact("b ü.csv", "1"), artifact("b/../a", "22"));
        execution.complete(1, ItemResult.success(1, Map.of(), artifacts));
        settle();

        assertThat(execution.artifactNames(1)).containsExactly("b ü.csv", "b/../a");
        assertThat(execution.artifactNames(0)).isEmpty();
        try (InputStream content = execution.artifact(1, "b/../a").orElseThrow()) {
            assertThat(content).hasContent("22");
        }
        assertThat(execution.artifact(1, "c")).isEmpty();
        assertThat(execution.artifact(0, "b/../a")).isEmpty();
    }

    @Test
    void executions_areListedByServiceInTheOrderOfTheirCreation() {
        Execution first = create(SERVICE, "{}");
        create(OTHER, "{}");
        Execution second = create(SERVICE, "{}");
        assertThat(store.list(SERVICE, "")).containsExactly(first.id(), second.id());
    }

    @Test
    void executions_areListedForTheirOwnerAlone() {
        Execution mine =
                store.create(batch(SERVICE, "me", Optional.empty(), "{}")).execution();
        store.create(batch(SERVICE, "you", Optional.empty(), "{}"));

        assertThat(mine.owner()).isEqualTo("me");
        assertThat(store.list(SERVICE, "me")).containsExactly(mine.id());
        assertThat(store.list(SERVICE)).hasSize(2);
    }

    @Test
    void summaries_areThoseOfTheSelectedExecutionsNewestFirst() {
        Execution pending = create(SERVICE, "{}", "{}");
        Execution running = store.create(batch(SERVICE, "anna", Optional.empty(), "{}", "{}", "{}"))
                .execution();
        Execution ended = create(OTHER, "{}");
        running.begin();
        running.complete(1, ItemResult.failure(1, "no"));
        running.complete(2, ItemResult.success(2, Map.of(), List.of()));
        ended.complete(0, ItemResult.success(0, Map.of(), List.of()));
        settle();

        assertThat(selected(SummaryQuery.newest(9))).containsExactly(ended.id(), running.id(), pending.id());
        assertThat(selected(SummaryQuery.newest(1))).containsExactly(ended.id());
        assertThat(selected(SummaryQuery.newest(9).of(Set.of(SERVICE)))).containsExactly(running.id(), pending.id());
        assertThat(selected(SummaryQuery.newest(9).of(Set.of(SERVICE, OTHER)))).hasSize(3);
        assertThat(selected(SummaryQuery.newest(9).ownedBy("anna"))).containsExactly(running.id());
        assertThat(selected(inState(BatchState.PENDING, BatchState.COMPLETE)))
                .containsExactly(ended.id(), pending.id());
        assertThat(selected(inState(BatchState.IN_PROGRESS))).containsExactly(running.id());
        assertThat(selected(inState(BatchState.FAILED))).isEmpty();

        ExecutionSummary summary = store.summary(running.id().value()).orElseThrow();
        assertThat(summary.status()).isEqualTo(new BatchStatus(BatchState.IN_PROGRESS, 2, 3, 7));
        assertThat(summary.failed()).hasValue(1);
        assertThat(summary.owner()).isEqualTo("anna");
        assertThat(summary.finished()).isEmpty();
        assertThat(summary.bytes()).isPositive();
        ExecutionSummary last = store.summary(ended.id().value()).orElseThrow();
        assertThat(last.status()).isEqualTo(new BatchStatus(BatchState.COMPLETE, 1, 1, 7));
        assertThat(last.failed()).hasValue(0);
        assertThat(last.finished()).hasValueSatisfying(end -> assertThat(end).isAfterOrEqualTo(last.created()));
        assertThat(store.summary("unknown\0id")).isEmpty();
    }

    @Test
    void summaries_continueBehindADeletedExecution() {
        Execution first = create(SERVICE, "{}");
        Execution second = create(SERVICE, "{}");
        create(SERVICE, "{}");
        long sequence = store.summary(second.id().value()).orElseThrow().sequence();
        store.delete(second.id());

        assertThat(selected(new SummaryQuery(Set.of(), Optional.empty(), Set.of(), OptionalLong.of(sequence), 9)))
                .containsExactly(first.id());
    }

    @Test
    void endsToAnnounce_areClaimedUntilTheyAreCompletedOrDeleted() {
        Announcements announcements = store.announcements();
        Execution first = announced(SERVICE);
        Execution second = announced(SERVICE);
        Execution unfinished = announced(SERVICE);
        Execution other = announced(OTHER);
        Execution silent = create(SERVICE, "{}");
        for (Execution ended : List.of(second, first, other, silent)) {
            ended.complete(0, ItemResult.failure(0, "no"));
        }
        settle();

        List<ExecutionSummary> claimed = announcements.claim(SERVICE, 1, Duration.ofHours(1));
        assertThat(claimed).extracting(ExecutionSummary::id).containsExactly(first.id());
        assertThat(claimed.get(0).failed()).hasValue(1);
        claimed = announcements.claim(SERVICE, 9, Duration.ZERO);
        assertThat(claimed).extracting(ExecutionSummary::id).containsExactly(second.id());
        // the claim has expired
        claimed = announcements.claim(SERVICE, 9, Duration.ofHours(1));
        assertThat(claimed).extracting(ExecutionSummary::id).containsExactly(second.id());
        assertThat(announcements.claim(SERVICE, 9, Duration.ZERO)).isEmpty();

        announcements.postpone(claimed.get(0), Duration.ZERO);
        assertThat(announcements.claim(SERVICE, 9, Duration.ZERO)).hasSize(1);
        announcements.complete(claimed.get(0));
        announcements.postpone(claimed.get(0), Duration.ZERO);
        announcements.postpone(store.summary(first.id().value()).orElseThrow(), Duration.ZERO);
        store.delete(first.id());
        unfinished.complete(0, ItemResult.failure(0, "no"));
        settle();
        assertThat(announcements.claim(SERVICE, 9, Duration.ZERO))
                .extracting(ExecutionSummary::id)
                .containsExactly(unfinished.id());
    }

    private Execution announced(ServiceId service) {
        return store.create(batch(service, "", Optional.empty(), "{}").withAnnouncement(true))
                .execution();
    }

    private static SummaryQuery inState(BatchState... states) {
        return new SummaryQuery(Set.of(), Optional.empty(), Set.of(states), OptionalLong.empty(), 9);
    }

    private List<ExecutionId> selected(SummaryQuery query) {
        return store.summaries(query).stream().map(ExecutionSummary::id).toList();
    }

    @Test
    void startWithAKeyThatWasUsed_givesTheExecutionOfThatTime() {
        CreateResult first = store.create(batch(SERVICE, "me", key("k", "print"), "{}"));
        CreateResult again = store.create(batch(SERVICE, "me", key("k", "print"), "{}"));

        assertThat(first.isNew()).isTrue();
        assertThat(again.isNew()).isFalse();
        assertThat(again.execution().id()).isEqualTo(first.execution().id());
        assertThat(store.list(SERVICE, "me")).hasSize(1);
    }

    @Test
    void existingStart_isFoundByItsKeyAlone() {
        CreateResult first = store.create(batch(SERVICE, "me", key("k", "print"), "{}"));

        assertThat(store.existing(batch(SERVICE, "me", key("k", "print"), "{}")))
                .hasValueSatisfying(again -> {
                    assertThat(again.isNew()).isFalse();
                    assertThat(again.execution().id())
                            .isEqualTo(first.execution().id());
                });
        NewExecution other = batch(SERVICE, "me", key("another", "print"), "{}");
        assertThat(store.existing(other)).isEmpty();
        assertThat(other.records()).hasNext();
        assertThat(store.existing(batch(SERVICE, "me", Optional.empty(), "{}"))).isEmpty();
    }

    @Test
    void key_belongsToItsOwnerAndService() {
        store.create(batch(SERVICE, "me", key("k", "print"), "{}"));

        assertThat(store.create(batch(SERVICE, "you", key("k", "print"), "{}")).isNew())
                .isTrue();
        assertThat(store.create(batch(OTHER, "me", key("k", "print"), "{}")).isNew())
                .isTrue();
    }

    @Test
    void keyThatWasUsedWithAnotherBatch_isRefusedAndStoresNothing() {
        Execution first =
                store.create(batch(SERVICE, "me", key("k", "print"), "{}")).execution();

        assertThatThrownBy(() -> store.create(batch(SERVICE, "me", key("k", "other"), "{}", "{}")))
                .isInstanceOf(KeyReusedException.class)
                .hasMessageContaining("'k'")
                .hasMessageContaining(first.id().value());
        assertThat(store.list(SERVICE, "me")).containsExactly(first.id());
    }

    @Test
    void keyOfADeletedExecution_isFree() {
        Execution first =
                store.create(batch(SERVICE, "me", key("k", "print"), "{}")).execution();
        store.delete(first.id());

        CreateResult second = store.create(batch(SERVICE, "me", key("k", "other"), "{}"));
        assertThat(second.isNew()).isTrue();
    }

    @Test
    void unfinishedExecutions_areThoseWithoutAllResults() {
        Execution finished = create(SERVICE, "{}");
        finished.complete(0, ItemResult.failure(0, "x"));
        settle();
        Execution half = create(SERVICE, "{}", "{}", "{}");
        half.begin();
        half.complete(1, ItemResult.failure(1, "x"));
        settle();
        create(OTHER, "{}");

        List<Execution> unfinished = store.unfinished(SERVICE);
        assertThat(unfinished).extracting(Execution::id).containsExactly(half.id());
        assertThat(unfinished.get(0).completed().stream()).containsExactly(1);
    }

    private static Optional<IdempotencyKey> key(String value, String fingerprint) {
        return Optional.of(new IdempotencyKey(value, () -> fingerprint));
    }

    @Test
    void execution_isFoundThroughItsOwnServiceOnly() {
        Execution execution = create(SERVICE, "{}");
        String id = execution.id().value();
        assertThat(store.find(SERVICE, id)).map(Execution::id).contains(execution.id());
        assertThat(store.find(OTHER, id)).isEmpty();
        assertThat(store.find(SERVICE, "no/such\nid")).isEmpty();
        assertThat(store.find(SERVICE, "no\0id")).isEmpty();
    }

    @Test
    void deletedExecution_isGoneAndTakesLateResults() {
        Execution execution = create(SERVICE, "{}");
        assertThat(store.delete(execution.id())).isTrue();
        assertThat(store.delete(execution.id())).isFalse();
        assertThat(store.find(SERVICE, execution.id().value())).isEmpty();
        assertThat(store.list(SERVICE, "")).isEmpty();

        execution.complete(0, ItemResult.failure(0, "late"));
        settle();
        assertThat(store.list(SERVICE, "")).isEmpty();
    }

    private Execution create(ServiceId service, String... records) {
        return store.create(batch(service, "", Optional.empty(), records)).execution();
    }

    private static NewExecution batch(
            ServiceId service, String owner, Optional<IdempotencyKey> key, String... records) {
        return new NewExecution(
                service,
                owner,
                7,
                key,
                Stream.of(records)
                        .map(record -> record.getBytes(StandardCharsets.UTF_8))
                        .iterator());
    }

    private static ProducedArtifact artifact(String name, String content) {
        return new ProducedArtifact(name, content.getBytes(StandardCharsets.UTF_8));
    }
}
