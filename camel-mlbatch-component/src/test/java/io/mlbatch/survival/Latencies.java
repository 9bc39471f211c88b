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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** How long a call takes, one after the other for some seconds. */
final class Latencies {

    private final ExecutorService executor;
    private final Callable<Boolean> call;
    private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());
    private int failures;
    private CompletableFuture<Void> run;

    /** @param call true when it succeeds */
    Latencies(ExecutorService executor, Callable<Boolean> call) {
        this.executor = executor;
        this.call = call;
    }

    void run(int seconds) {
        run = CompletableFuture.runAsync(
                () -> {
                    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
                    for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
                        failures += succeeds() ? 0 : 1;
                        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                    }
                },
                executor);
    }

    private boolean succeeds() {
        try {
            return call.call();
        } catch (Exception failed) {
            System.out.println("A call failed: " + failed);
            return false;
        }
    }

    void await() throws Exception {
        run.get(5, TimeUnit.MINUTES);
    }

    int calls() {
        return millis.size();
    }

    int failures() {
        return failures;
    }

    long percentile(int percent) {
        List<Long> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    @Override
    public String toString() {
        return millis.size() + " calls, " + failures + " failed, median " + percentile(50) + " ms, 99 % "
                + percentile(99) + " ms, most " + percentile(100) + " ms";
    }
}
