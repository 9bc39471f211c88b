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
package io.mlbatch.survival;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import io.mlbatch.protocol.BatchResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The callers of a host while it lives: one starts small batches, after the keyed ones that were started before, one a
 * large batch, and one reads the executions and deletes some of the complete ones.
 */
final class Callers {

    private static final int SMALL_BATCHES = 6;
    private static final int SMALL = 40;
    private static final int LARGE = 300;
    private static final int LARGE_FILLER = 10_000;

    private interface Calls {
        void make() throws IOException, InterruptedException;
    }

    private final Ledger ledger;
    private final HostClient client;
    private final Random random;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> calls = new ArrayList<>();
    private final AtomicInteger answeredStarts = new AtomicInteger();
    private final AtomicInteger seenResults = new AtomicInteger();
    private final AtomicInteger deletions = new AtomicInteger();
    private final AtomicInteger openStarts = new AtomicInteger();
    private final CountDownLatch killed = new CountDownLatch(1);
    private final int heldBytes;
    private volatile int sentBytes;
    private volatile boolean over;

    /** @param heldBytes the bytes of the large batch after which its upload waits for the kill */
    Callers(Ledger ledger, HostClient client, Random random, int heldBytes) {
        this.ledger = ledger;
        this.client = client;
        this.random = random;
        this.heldBytes = heldBytes;
        call(this::startSmallOnes);
        call(() -> start(ledger.next(LARGE, LARGE_FILLER, false), this::countSent));
        call(this::lookAround);
    }

    private void call(Calls made) {
        calls.add(threads.submit(() -> {
            try {
                made.make();
            } catch (IOException e) {
                // the host may die only when it is killed
                assertThat(over).as("killed, " + e).isTrue();
            }
            return null;
        }));
    }

    private void startSmallOnes() throws IOException, InterruptedException {
        for (SentBatch before : ledger.keyed()) {
            start(before, bytes -> {});
        }
        for (int i = 0; i < SMALL_BATCHES; i++) {
            start(ledger.next(SMALL, 0, i % 2 == 0), bytes -> {});
        }
    }

    private void start(SentBatch batch, IntConsumer sent) throws IOException, InterruptedException {
        openStarts.incrementAndGet();
        client.start(batch, sent);
        openStarts.decrementAndGet();
        answeredStarts.incrementAndGet();
    }

    private void countSent(int bytes) {
        sentBytes = bytes;
        if (isUploadHeld()) {
            try {
                killed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void lookAround() throws IOException, InterruptedException {
        while (!over) {
            for (SentBatch batch : ledger.held()) {
                look(batch, batch.id().orElseThrow());
            }
            client.list();
        }
    }

    private void look(SentBatch batch, String id) throws IOException, InterruptedException {
        int before = batch.seen().cardinality();
        boolean complete = look(() -> client, batch, id, random);
        seenResults.addAndGet(batch.seen().cardinality() - before);
        // a keyed one may be started again at any time
        if (complete && batch.key().isEmpty() && random.nextInt(3) == 0) {
            batch.setDeleting();
            deletions.incrementAndGet();
            client.delete(id);
            batch.setDeleted();
        }
    }

    /**
     * Checks a file of a batch and its results. Those that an earlier call returned still exist, and no file exists
     * before its result. Returns true if the batch is complete.
     *
     * @param clients the host that is asked with each call
     */
    static boolean look(Supplier<HostClient> clients, SentBatch batch, String id, Random random)
            throws IOException, InterruptedException {
        int index = 10 * random.nextInt(batch.size() / 10);
        boolean expected = batch.seen().get(index) && Scoring.leavesFile(index);
        boolean there = Ledger.hasFile(clients.get(), batch, id, index);
        assertThat(there || !expected).as("file of " + id + "/" + index).isTrue();
        boolean complete;
        try (BatchResponse response = clients.get().results(id)) {
            complete = batch.look(response);
        }
        assertThat(batch.seen().get(index) || !there)
                .as("file of " + id + "/" + index + " before its result")
                .isTrue();
        return complete;
    }

    /** Fails when a caller has failed. */
    void check() throws InterruptedException {
        for (Future<?> call : calls) {
            if (call.isDone()) {
                end(call);
            }
        }
    }

    /** The host is about to be killed. */
    void announceKill() {
        over = true;
    }

    /** Waits until all have heard of the kill. */
    void end() throws InterruptedException {
        killed.countDown();
        for (Future<?> call : calls) {
            end(call);
        }
        threads.shutdown();
    }

    private static void end(Future<?> call) throws InterruptedException {
        try {
            call.get();
        } catch (ExecutionException e) {
            throw new AssertionError("A caller failed", e.getCause());
        }
    }

    int answeredStarts() {
        return answeredStarts.get();
    }

    int seenResults() {
        return seenResults.get();
    }

    int deletions() {
        return deletions.get();
    }

    /** Starts that have no response yet, or never got one. */
    int openStarts() {
        return openStarts.get();
    }

    /** How much of the large batch has been handed over. */
    int sentBytes() {
        return sentBytes;
    }

    boolean isUploadHeld() {
        return sentBytes > heldBytes;
    }

    static int largeBytes() {
        return LARGE * LARGE_FILLER;
    }
}
