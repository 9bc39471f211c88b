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

import java.util.Optional;
import java.util.UUID;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.support.SynchronizationAdapter;

import io.mlbatch.client.StartedBatch;

/**
 * The start of a batch at one step of a route, kept in a property of the exchange. When Camel redelivers the exchange
 * at that step, the start keeps its key; a batch that has been started is awaited again, not started again. In the next
 * iteration of a loop the same step is another start.
 */
public final class PendingStart {

    private static final String PROPERTY = "CamelMlbatchPendingStart|";

    private final Exchange exchange;
    private final String property;
    private Known known;

    /**
     * @param key {@code null} once the server has responded: from then on nothing is started
     * @param batch {@code null} before the server has responded
     */
    private record Known(String key, StartedBatch batch) {}

    private PendingStart(Exchange exchange, String property, Known known) {
        this.exchange = exchange;
        this.property = property;
        this.known = known;
    }

    /**
     * The start at the exchange's current step. A redelivered exchange gets the start that an earlier delivery made, or
     * tried to make, at the same step.
     *
     * @param redelivered whether Camel's error handler has sent the exchange here again
     * @param key the key that the route has set, or {@code null} for a new one
     */
    public static PendingStart of(Exchange exchange, boolean redelivered, String key) {
        String property = property(exchange);
        Known known = redelivered ? exchange.getProperty(property, Known.class) : null;
        if (known != null) {
            return new PendingStart(exchange, property, known);
        }
        Known first = new Known(key == null ? UUID.randomUUID().toString() : key, null);
        PendingStart start = new PendingStart(exchange, property, first);
        start.remember();
        return start;
    }

    /** A property for each step, and for each iteration of a loop. */
    private static String property(Exchange exchange) {
        // thousands of exchanges may wait at a step: they share its name
        String step = (PROPERTY + exchange.getExchangeExtension().getHistoryNodeId()).intern();
        Object loop = exchange.getProperty(ExchangePropertyKey.LOOP_INDEX);
        Object split = exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX);
        return loop == null && split == null ? step : step + "|" + loop + "|" + split;
    }

    private void remember() {
        exchange.setProperty(property, known);
    }

    /** The idempotency key of the start; {@code null} when the execution exists already. */
    String key() {
        return known.key;
    }

    /** The batch that this or an earlier delivery has started, and whose wait has not succeeded. */
    Optional<StartedBatch> batch() {
        return Optional.ofNullable(known.batch);
    }

    void started(StartedBatch batch) {
        known = new Known(null, batch);
        remember();
        if (batch.isOnDisk()) {
            closeWhenDone(batch);
        }
    }

    /** Closes the batch at the end of the exchange, unless its records belong to a response by then. */
    private void closeWhenDone(StartedBatch batch) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                Known last = done.getProperty(property, Known.class);
                if (last != null && last.batch == batch) {
                    batch.close();
                }
            }
        });
    }

    /** Forgets the start, because the operation has succeeded: the next start at this step is another one. */
    void complete() {
        exchange.removeProperty(property);
    }
}
