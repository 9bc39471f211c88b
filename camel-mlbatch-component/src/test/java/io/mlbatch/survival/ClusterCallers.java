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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The callers of a cluster. Each call goes to a random node, whose response may be lost. Some start batches, with a key
 * on several nodes, some read the executions and delete some of the complete ones, and some have tokens issued,
 * refreshed and revoked.
 */
final class ClusterCallers {

    private static final int STARTERS = 2;
    private static final int LOOKERS = 2;
    private static final int USERS = 2;
    private static final int MAX_HELD = 60;
    private static final int SMALL = 40;
    private static final int LARGE = 300;
    private static final int LARGE_FILLER = 5_000;
    private static final long PAUSE_MILLIS = 50;

    private interface Turn {
        void take(Random random) throws IOException, InterruptedException;
    }

    private final Ledger ledger;
    private final ClusterAccess cluster;
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> callers = new ArrayList<>();
    private final List<TokenUser> users = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger deletions = new AtomicInteger();

    ClusterCallers(Ledger ledger, ClusterAccess cluster, Random seeds) {
        this.ledger = ledger;
        this.cluster = cluster;
        for (int i = 0; i < STARTERS; i++) {
            call(seeds.nextLong(), this::start);
        }
        for (int i = 0; i < LOOKERS; i++) {
            int looker = i;
            call(seeds.nextLong(), random -> lookAround(random, looker));
        }
        for (int i = 0; i < USERS; i++) {
            TokenUser user = new TokenUser(cluster);
            users.add(user);
            call(seeds.nextLong(), user::act);
        }
    }

    private void call(long seed, Turn turn) {
        Random random = new Random(seed);
        callers.add(threads.submit(() -> {
            do {
                try {
                    turn.take(random);
                    answered.incrementAndGet();
                } catch (IOException e) {
                    // the node is dead, stopped or without its database
                    unanswered.incrementAndGet();
                }
            } while (!over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
            return null;
        }));
    }

    /** Starts a new batch, or one with a key again, whatever became of its first start. */
    private void start(Random random) throws IOException, InterruptedException {
        List<SentBatch> keyed = ledger.keyed();
        boolean isFull = ledger.held().size() >= MAX_HELD || keyed.size() >= MAX_HELD;
        if (isFull || random.nextInt(3) == 0) {
            if (!keyed.isEmpty()) {
                start(keyed.get(random.nextInt(keyed.size())), random);
            }
            return;
        }
        boolean isLarge = random.nextInt(10) == 0;
        SentBatch batch = ledger.next(isLarge ? LARGE : SMALL, isLarge ? LARGE_FILLER : 0, random.nextBoolean());
        if (batch.key().isPresent()) {
            Random other = new Random(random.nextLong());
            Future<?> atOnce = threads.submit(() -> {
                start(batch, other);
                return null;
            });
            try {
                start(batch, random);
            } finally {
                end(atOnce);
            }
        } else {
            start(batch, random);
        }
    }

    private void start(SentBatch batch, Random random) throws IOException, InterruptedException {
        cluster.anyClient(random).start(batch, bytes -> {});
    }

    /** Each batch has one reader, so that no batch is deleted while another thread reads it. */
    private void lookAround(Random random, int looker) throws IOException, InterruptedException {
        List<SentBatch> mine = ledger.held().stream()
                .filter(batch -> batch.number() % LOOKERS == looker)
                .toList();
        if (mine.isEmpty()) {
            return;
        }
        SentBatch batch = mine.get(random.nextInt(mine.size()));
        String id = batch.id().orElseThrow();
        boolean complete = Callers.look(() -> cluster.anyClient(random), batch, id, random);
        if (complete && batch.key().isEmpty() && random.nextInt(3) == 0) {
            batch.setDeleting();
            cluster.anyClient(random).ensureDeleted(id);
            batch.setDeleted();
            deletions.incrementAndGet();
            assertThat(cluster.anyClient(random).knows(id)).as("deleted " + id).isFalse();
        }
    }

    /** Fails when a caller has failed. */
    void check() throws IOException, InterruptedException {
        for (Future<?> caller : callers) {
            if (caller.isDone()) {
                end(caller);
            }
        }
    }

    /** Ends all calls. */
    void end() throws IOException, InterruptedException {
        over.countDown();
        for (Future<?> caller : callers) {
            end(caller);
        }
        threads.shutdown();
    }

    private static void end(Future<?> caller) throws IOException, InterruptedException {
        try {
            caller.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException unanswered) {
                throw unanswered;
            }
            throw new AssertionError("A caller failed", e.getCause());
        }
    }

    @Override
    public String toString() {
        return String.format(
                "%d turns of callers and %d without an answer, %d deletions, %d refreshes, %d logins",
                answered.get(),
                unanswered.get(),
                deletions.get(),
                users.stream().mapToInt(TokenUser::refreshes).sum(),
                users.stream().mapToInt(TokenUser::logins).sum());
    }
}
