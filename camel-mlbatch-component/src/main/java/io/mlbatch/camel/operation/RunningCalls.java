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
 * The calls of one component that can take longer than Camel waits for a route to stop: exchanges that wait for the end
 * of a batch, cancellations of those batches, and downloads. A call ends with the routes of its exchange, not with its
 * producer, because Camel also stops a producer when its endpoint is evicted from a cache. Thread-safe.
 */
public final class RunningCalls {

    /** Camel checks a route with exchanges in flight once a second. */
    private static final Duration BEFORE_CAMEL_CHECKS_AGAIN = Duration.ofMillis(900);

    /** Enough for many cancellations if the server responds; a server that hangs must not delay the stop. */
    private static final Duration LAST_CANCELLATIONS = Duration.ofSeconds(5);

    private final Map<Object, Call> calls = new ConcurrentHashMap<>();
    private volatile Runnable onContextStop = () -> {};
    private volatile boolean contextStops;

    /** One call. */
    interface Call {

        /** Ids of the routes that the exchange is in; empty outside of routes. */
        List<String> routes();

        /**
         * Whether the call ends as soon as one of its routes stops. Other calls, such as downloads, may continue until
         * Camel forces the route to stop.
         */
        boolean waits();

        /** Ends the call; may run several times. */
        void end();
    }

    /** A call of these values. */
    static Call call(List<String> routes, boolean waits, Runnable end) {
        return new Call() {
            @Override
            public List<String> routes() {
                return routes;
            }

            @Override
            public boolean waits() {
                return waits;
            }

            @Override
            public void end() {
                end.run();
            }
        };
    }

    /**
     * The context has started.
     *
     * @param onStop runs when the context is about to stop its routes; may run several times
     */
    public void open(Runnable onStop) {
        onContextStop = onStop;
        contextStops = false;
    }

    /** True when exchanges should not start operations that wait. */
    boolean isContextStopping() {
        return contextStops;
    }

    /** @param key identifies the call for {@link #finished} */
    void begin(Object key, Call call) {
        calls.put(key, call);
        if (contextStops && call.waits()) {
            call.end();
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

    /** The context is about to stop its routes. Returns when the calls have finished, or after 900 ms. */
    void contextStops() {
        contextStops = true;
        onContextStop.run();
        end(Call::waits, BEFORE_CAMEL_CHECKS_AGAIN);
    }

    /**
     * Camel is about to wait for the exchanges of a route. Returns when the calls have finished, or after 900 ms.
     *
     * @param forced whether Camel's timeout has passed: then calls that do not wait end, too
     */
    void routeStops(String routeId, boolean forced) {
        end(call -> (forced || call.waits()) && call.routes().contains(routeId), BEFORE_CAMEL_CHECKS_AGAIN);
    }

    /** Ends the waits of a route at once. */
    void endWaits(String routeId) {
        end(call -> call.waits() && call.routes().contains(routeId));
    }

    /** Ends all calls, for a component that stops. */
    public void close() {
        contextStops = true;
        onContextStop.run();
        end(call -> true, LAST_CANCELLATIONS);
    }

    private void end(Predicate<Call> which) {
        calls.values().stream().filter(which).forEach(call -> call.end());
    }

    private void end(Predicate<Call> which, Duration patience) {
        end(which);
        try {
            // includes the cancellations that have just begun
            awaitFinish(which, System.nanoTime() + patience.toNanos());
        } catch (InterruptedException e) {
            // Camel's timeout has passed
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
