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
package io.mlbatch.camel.operation;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The calls of one component that can outlast Camel's patience with a route that stops: exchanges that wait for the end
 * of a batch, cancellations of those batches, and downloads. The routes of an exchange decide when its call ends, not
 * the producer that began it: Camel stops a producer also when its endpoint is evicted from a cache. Thread-safe.
 */
public final class RunningCalls {

    /** Camel looks again after a second at a route whose exchanges are still in flight. */
    private static final Duration UNTIL_CAMEL_LOOKS_AGAIN = Duration.ofMillis(900);

    /** Enough for many cancellations by a server that responds; one that hangs must not hold up the stop. */
    private static final Duration LAST_CANCELLATIONS = Duration.ofSeconds(5);

    private final Map<Object, Call> calls = new ConcurrentHashMap<>();
    private volatile boolean contextStops;

    /**
     * One call.
     *
     * @param routes ids of the routes that the exchange is in; empty outside of routes
     * @param waits whether the call ends as soon as one of its routes stops; a call that works, such as a download, may
     *     go on until Camel forces the route to stop
     * @param end ends the call; may run several times
     */
    record Call(List<String> routes, boolean waits, Runnable end) {}

    /** The context has started. */
    public void open() {
        contextStops = false;
    }

    /** True when exchanges should begin nothing that they would have to wait for. */
    boolean isContextStopping() {
        return contextStops;
    }

    /** @param key identifies the call for {@link #finished} */
    void begin(Object key, Call call) {
        calls.put(key, call);
        if (contextStops && call.waits()) {
            call.end().run();
        }
    }

    /** The exchange of that call has left the producer. Does nothing for an unknown key. */
    public void finished(Object key) {
        if (calls.remove(key) != null) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** The context is about to stop its routes. Returns when the exchanges have gone on, or after a moment. */
    void contextStops() {
        contextStops = true;
        end(Call::waits, UNTIL_CAMEL_LOOKS_AGAIN);
    }

    /**
     * Camel is about to wait for the exchanges of a route. Returns when they have gone on, or after a moment.
     *
     * @param forced whether Camel has waited in vain: then calls end that work, too
     */
    void routeStops(String routeId, boolean forced) {
        end(call -> (forced || call.waits()) && call.routes().contains(routeId), UNTIL_CAMEL_LOOKS_AGAIN);
    }

    /** Ends the waits of a route at once. */
    void endWaits(String routeId) {
        end(call -> call.waits() && call.routes().contains(routeId));
    }

    /** Ends all calls, for a component that stops. */
    public void close() {
        contextStops = true;
        end(call -> true, LAST_CANCELLATIONS);
    }

    private void end(Predicate<Call> which) {
        calls.values().stream().filter(which).forEach(call -> call.end().run());
    }

    private void end(Predicate<Call> which, Duration patience) {
        end(which);
        try {
            // includes the cancellations that have just begun
            awaitFinish(which, System.nanoTime() + patience.toNanos());
        } catch (InterruptedException e) {
            // Camel has run out of patience
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitFinish(Predicate<Call> which, long deadlineNanos) throws InterruptedException {
        Collection<Call> running = calls.values();
        for (long left = millisUntil(deadlineNanos);
                left > 0 && running.stream().anyMatch(which);
                left = millisUntil(deadlineNanos)) {
            wait(left);
        }
    }

    private static long millisUntil(long deadlineNanos) {
        return Duration.ofNanos(deadlineNanos - System.nanoTime()).toMillis();
    }
}
