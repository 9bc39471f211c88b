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
package io.mlbatch.service.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A simulation of the lanes of large clusters in virtual time, with the rules of {@link LanePolling},
 * {@link LaneYield}, {@link LaneHandler} and {@code LaneTurns}: the order of turns, the share of a poll, and a turn of
 * a second. The same rules run against PostgreSQL in {@link ClusterDispatcherIT}.
 */
class LaneSimulationTest {

    private static final long POLL = 200;
    private static final long TURN = 1_000;
    /** Four heartbeats of two seconds, found by a search every four seconds. */
    private static final long REVIVAL = 12_000;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
    private final TreeSet<Lane> queue =
            new TreeSet<>(Comparator.<Lane>comparingLong(lane -> lane.turn).thenComparing(lane -> lane.name));
    private final Map<String, Long> turns = new HashMap<>();
    private final Map<String, Long> used = new HashMap<>();
    private final Map<String, Long> ends = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private long now;
    private long lastTurn;
    private long number;
    private int polls;
    private int yields;

    private record Event(long time, long number, Runnable action) {}

    /** An execution with so many seconds of work. */
    private static final class Execution {
        private final String id;
        private final String owner;
        private int left;
        private int inWork;

        private Execution(String id, String owner, int seconds) {
            this.id = id;
            this.owner = owner;
            this.left = seconds;
        }
    }

    private static final class Lane {
        private final Execution execution;
        private final String name;
        private long turn;

        private Lane(Execution execution, int lane) {
            this.execution = execution;
            this.name = execution.id + ":" + lane;
        }
    }

    private final class Node {
        private final int threads;
        private int running;
        private boolean dead;

        private Node(int threads) {
            this.threads = threads;
        }

        private void poll() {
            polls++;
            int share = (queue.size() + nodes.size() - 1) / nodes.size();
            for (int free = Math.min(threads - running, share); free > 0 && !dead; free--) {
                Lane lane = queue.pollFirst();
                lastTurn = lane.turn;
                running++;
                work(lane);
            }
        }

        /** Computes a window of a second. */
        private void work(Lane lane) {
            Execution execution = lane.execution;
            if (execution.left == 0) {
                running--;
                after(0, this::poll);
                return;
            }
            execution.left--;
            execution.inWork++;
            after(TURN, () -> {
                execution.inWork--;
                if (dead) {
                    execution.left++;
                    after(REVIVAL - TURN, () -> queue.add(lane));
                    return;
                }
                used.merge(execution.owner, 1L, Long::sum);
                if (execution.left == 0 && execution.inWork == 0) {
                    ends.put(execution.id, now);
                }
                if (execution.left > 0 && running == threads && !queue.isEmpty()) {
                    yields++;
                    running--;
                    enqueue(lane);
                    after(0, this::poll);
                } else {
                    work(lane);
                }
            });
        }
    }

    private void after(long delay, Runnable action) {
        events.add(new Event(now + delay, number++, action));
    }

    private void enqueue(Lane lane) {
        long head = queue.isEmpty() ? lastTurn : queue.first().turn;
        lane.turn = Math.max(turns.getOrDefault(lane.execution.owner, 0L), head);
        turns.put(lane.execution.owner, lane.turn + 1);
        queue.add(lane);
    }

    private void start(long at, String id, String owner, int seconds, int lanes) {
        events.add(new Event(at, number++, () -> {
            Execution execution = new Execution(id, owner, seconds);
            for (int lane = 0; lane < lanes; lane++) {
                enqueue(new Lane(execution, lane));
            }
        }));
    }

    private void addNodes(int count, int threads) {
        for (int index = 0; index < count; index++) {
            Node node = new Node(threads);
            nodes.add(node);
            every(index * POLL / count, node);
        }
    }

    private void every(long delay, Node node) {
        after(delay, () -> {
            if (!node.dead) {
                node.poll();
                every(POLL, node);
            }
        });
    }

    private void run(long until) {
        while (!events.isEmpty() && events.peek().time() <= until) {
            Event event = events.poll();
            now = event.time();
            event.action().run();
        }
        now = until;
    }

    private long used(String owner) {
        return used.getOrDefault(owner, 0L);
    }

    @ParameterizedTest
    @CsvSource({"1, 20", "3, 20", "20, 50", "100, 20"})
    void usersWithManyAndFewLanes_haveEqualSharesOfAFullCluster(int nodeCount, int threads) {
        int capacity = nodeCount * threads;
        addNodes(nodeCount, threads);
        for (int batch = 0; batch < 20; batch++) {
            start(0, "many" + batch, "anna", 1_000_000, capacity);
        }
        start(0, "few", "ben", 1_000_000, capacity);
        start(30_000, "late", "cora", 1_000_000, capacity);
        run(30_000);
        long anna = used("anna");
        long ben = used("ben");
        run(330_000);

        double possible = capacity * 300.0;
        double annaShare = (used("anna") - anna) / possible;
        double benShare = (used("ben") - ben) / possible;
        double coraShare = used("cora") / possible;
        assertThat(annaShare + benShare + coraShare).as("use of the cluster").isGreaterThan(0.99);
        assertThat(List.of(annaShare, benShare, coraShare)).allMatch(share -> share > 0.30 && share < 0.37);
        System.out.printf(
                "%d nodes of %d lanes: shares %.3f %.3f %.3f; %.0f lanes/s change, %.0f polls/s%n",
                nodeCount, threads, annaShare, benShare, coraShare, yields / 330.0, polls / 330.0);
    }

    @Test
    void smallBatchBesideALongQueue_endsAfterItsOwnWorkAndOneTurn() {
        addNodes(3, 20);
        for (int batch = 0; batch < 1_000; batch++) {
            start(0, "nightly" + batch, "anna", 10_000, 10);
        }
        start(60_000, "small", "ben", 5, 5);
        run(90_000);

        assertThat(ends.get("small")).isBetween(61_000L, 64_000L);
    }

    @Test
    void lanesOfOneBatch_spreadOverAllNodes() {
        addNodes(5, 100);
        start(1_000, "batch", "anna", 10_000, 10);
        run(10_000);

        assertThat(nodes).extracting(node -> node.running).allMatch(running -> running > 0 && running <= 4);
    }

    @Test
    void deadNodes_delayTheirLanesBySecondsOnly() {
        addNodes(5, 20);
        start(0, "batch", "anna", 6_000, 60);
        run(20_500);
        nodes.get(0).dead = true;
        nodes.get(1).dead = true;
        run(1_000_000);

        // 100 seconds with 60 lanes, and less than 12 with fewer
        assertThat(ends.get("batch")).isBetween(100_000L, 115_000L);
    }
}
