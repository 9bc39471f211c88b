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

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Fair queue of lanes. Owners take turns, and so do the batches of an owner: a user who starts a hundred batches gets
 * no more than a user who starts one. Not thread-safe.
 */
final class LaneQueue {

    // the next owner comes first; no queue is empty
    private final Map<String, Queue<RunningBatch>> lanesByOwner = new LinkedHashMap<>();

    /** Queues a lane behind the others of its owner. */
    void add(RunningBatch batch) {
        lanesByOwner
                .computeIfAbsent(batch.computation().owner(), owner -> new ArrayDeque<>())
                .add(batch);
    }

    /** Removes and returns the next lane; {@code null} if the queue is empty. */
    RunningBatch poll() {
        Iterator<Map.Entry<String, Queue<RunningBatch>>> owners =
                lanesByOwner.entrySet().iterator();
        if (!owners.hasNext()) {
            return null;
        }
        Map.Entry<String, Queue<RunningBatch>> next = owners.next();
        String owner = next.getKey();
        Queue<RunningBatch> lanes = next.getValue();
        owners.remove();
        RunningBatch lane = lanes.remove();
        if (!lanes.isEmpty()) {
            lanesByOwner.put(owner, lanes);
        }
        return lane;
    }

    /** Removes all lanes of a batch. */
    void remove(RunningBatch batch) {
        Queue<RunningBatch> lanes = lanesByOwner.get(batch.computation().owner());
        if (lanes != null) {
            lanes.removeIf(lane -> lane == batch);
            if (lanes.isEmpty()) {
                lanesByOwner.remove(batch.computation().owner());
            }
        }
    }

    void clear() {
        lanesByOwner.clear();
    }
}
