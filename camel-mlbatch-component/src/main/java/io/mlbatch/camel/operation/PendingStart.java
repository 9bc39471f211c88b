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

/**
 * What an exchange knows of the start that it makes at one step of its route. When Camel redelivers the exchange there,
 * the start keeps its key; and a batch that was started is awaited again, not started again. The same step means
 * another start in the next turn of a loop.
 */
public final class PendingStart {

    private static final String PROPERTY = "CamelMlbatchPendingStart|";

    private final Exchange exchange;
    private final String property;
    private Known known;

    /**
     * @param key {@code null} once the server has answered: from then on nothing is started
     * @param executionId {@code null} before the server has answered
     * @param records records that were sent; 0 before the server has answered
     */
    private record Known(String key, String executionId, int records) {}

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
        Known first = new Known(key == null ? UUID.randomUUID().toString() : key, null, 0);
        PendingStart start = new PendingStart(exchange, property, first);
        start.remember();
        return start;
    }

    /** A property for each step, and for each turn of a loop. */
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

    /** What the server knows the start by; {@code null} when there is an execution already. */
    String key() {
        return known.key;
    }

    /** The execution that an earlier delivery has started, and that nobody has awaited to its end. */
    Optional<String> executionId() {
        return Optional.ofNullable(known.executionId);
    }

    /** Records of the execution. */
    int records() {
        return known.records;
    }

    void started(String executionId, int records) {
        known = new Known(null, executionId, records);
        remember();
    }

    /** The exchange has got what it wanted: the next start at this step is another one. */
    void over() {
        exchange.removeProperty(property);
    }
}
