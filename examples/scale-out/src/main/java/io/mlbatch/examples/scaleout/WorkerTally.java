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
package io.mlbatch.examples.scaleout;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.apache.camel.Body;
import org.apache.camel.Header;

/** Counts the records of each worker when their results arrive at the host. Thread-safe. */
public final class WorkerTally {

    private final Map<String, Count> counts = new TreeMap<>();
    private final int half;
    private final Runnable atHalf;
    private int total;
    private int redelivered;

    /** The records of one worker, from its first result to its last. */
    private static final class Count {
        private final long beganNanos = System.nanoTime();
        private int records;
        private long lastNanos = beganNanos;
        private int first;

        @Override
        public String toString() {
            double seconds = Math.max(0.001, (lastNanos - beganNanos) / 1e9);
            return String.format(Locale.ROOT, "%,7d records, %,6.0f per second", records, (records - first) / seconds);
        }
    }

    /** @param atHalf runs once, when half of the records have results */
    WorkerTally(int records, Runnable atHalf) {
        this.half = records / 2;
        this.atHalf = atHalf;
    }

    /** Called by the host's route for each chunk that a worker has returned. */
    public void count(@Body List<Map<String, Object>> results, @Header("redelivered") boolean isRedelivered) {
        String worker = (String) results.get(0).get("worker");
        int records = results.size();
        boolean reachesHalf;
        synchronized (this) {
            Count count = counts.get(worker);
            if (count == null) {
                count = new Count();
                count.first = records;
                counts.put(worker, count);
            }
            count.records += records;
            count.lastNanos = System.nanoTime();
            reachesHalf = total < half && total + records >= half;
            total += records;
            redelivered += isRedelivered ? 1 : 0;
        }
        if (reachesHalf) {
            atHalf.run();
        }
    }

    synchronized int total() {
        return total;
    }

    synchronized int redelivered() {
        return redelivered;
    }

    /** Returns the figures of a worker. */
    synchronized String of(String worker) {
        return counts.containsKey(worker) ? counts.get(worker).toString() : "no records";
    }
}
