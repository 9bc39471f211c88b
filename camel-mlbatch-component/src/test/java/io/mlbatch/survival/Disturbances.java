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

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Kills nodes, stops them for a while, restarts them, and cuts them from the database: at most two at once. */
final class Disturbances {

    private static final int AT_ONCE = 2;

    private enum Event {
        KILL,
        PAUSE,
        CUT,
        /** A cut after which open connections continue. */
        SILENT_CUT,
        ORDERLY_RESTART,
        /** A silent cut that ends with a kill. */
        LOSS
    }

    private final List<ClusterMember> members;
    private final Duration shortest;
    private final Duration longest;
    private final Random random;
    private final Map<Event, Integer> events = new EnumMap<>(Event.class);
    private final CountDownLatch never = new CountDownLatch(1);
    private int occurred;

    private record Disturbance(Event event, ClusterMember member, Duration time) {}

    Disturbances(List<ClusterMember> members, Duration shortest, Duration longest, Random random) {
        this.members = members;
        this.shortest = shortest;
        this.longest = longest;
        this.random = random;
    }

    /** Returns after so many events. */
    void occur(int wanted) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<ClusterMember> calm = new ArrayList<>(members);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < wanted; i++) {
                all.add(threads.submit(() -> {
                    Disturbance next = next(calm);
                    disturb(next);
                    synchronized (this) {
                        calm.add(next.member());
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private synchronized Disturbance next(List<ClusterMember> calm) {
        Event event = Event.values()[occurred++ % Event.values().length];
        events.merge(event, 1, Integer::sum);
        Duration time = shortest.plusMillis(
                (long) (random.nextDouble() * longest.minus(shortest).toMillis()));
        return new Disturbance(event, calm.remove(random.nextInt(calm.size())), time);
    }

    private void disturb(Disturbance disturbance) throws Exception {
        ClusterMember member = disturbance.member();
        Event event = disturbance.event();
        switch (event) {
            case KILL -> {
                member.kill();
                member.restart();
            }
            case PAUSE -> {
                member.pause();
                pass(disturbance.time());
                member.resume();
            }
            case CUT, SILENT_CUT -> {
                member.cut(event == Event.SILENT_CUT);
                pass(disturbance.time());
                member.heal();
            }
            case ORDERLY_RESTART -> {
                member.stop();
                member.restart();
            }
            case LOSS -> {
                member.cut(true);
                pass(disturbance.time());
                member.kill();
                member.heal();
                member.restart();
            }
        }
        pass(shortest);
    }

    private void pass(Duration time) throws InterruptedException {
        never.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized String toString() {
        return events.toString();
    }
}
