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
package io.mlbatch.camel;

import java.util.Optional;
import java.util.UUID;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;

/**
 * What an exchange knows of the start that it makes at one step of its route. When Camel redelivers the exchange there,
 * the start keeps its key; and a batch that was started is awaited again, not started again. The same step means
 * another start in the next turn of a loop.
 */
final class PendingStart {

    private static final String PROPERTY = "CamelMlbatchPendingStart";

    private final Exchange exchange;
    private final String property;
    private Known known;

    /** @param executionId {@code null} before the server has answered */
    private record Known(String key, String executionId) {}

    private PendingStart(Exchange exchange, String property, Known known) {
        this.exchange = exchange;
        this.property = property;
        this.known = known;
    }

    /**
     * @param redelivered whether Camel's error handler has sent the exchange here again
     * @param key the key that the route has set, or {@code null}
     */
    static PendingStart of(Exchange exchange, boolean redelivered, String key) {
        String property = PROPERTY + "|" + exchange.getExchangeExtension().getHistoryNodeId() + "|"
                + exchange.getProperty(ExchangePropertyKey.LOOP_INDEX) + "|"
                + exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX);
        Known known = redelivered ? exchange.getProperty(property, Known.class) : null;
        if (known == null) {
            known = new Known(key == null ? UUID.randomUUID().toString() : key, null);
        }
        return new PendingStart(exchange, property, known).remembered();
    }

    private PendingStart remembered() {
        exchange.setProperty(property, known);
        return this;
    }

    String key() {
        return known.key;
    }

    /** The execution that an earlier delivery has started, and that nobody has awaited to its end. */
    Optional<String> executionId() {
        return Optional.ofNullable(known.executionId);
    }

    void started(String executionId) {
        known = new Known(known.key, executionId);
        remembered();
    }

    /** The exchange has got what it wanted: the next start at this step is another one. */
    void over() {
        exchange.removeProperty(property);
    }
}
