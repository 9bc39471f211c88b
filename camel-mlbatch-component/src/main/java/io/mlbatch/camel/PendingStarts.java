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

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;

/** Where exchanges keep the starts of one producer: in a property for each step, and for each turn of a loop. */
final class PendingStarts {

    private static final String PROPERTY = "CamelMlbatchPendingStart|";

    // thousands of exchanges may wait at a step: they share its name
    private final Map<String, String> steps = new ConcurrentHashMap<>();

    /**
     * @param redelivered whether Camel's error handler has sent the exchange here again
     * @param key the key that the route has set, or {@code null}
     */
    PendingStart of(Exchange exchange, boolean redelivered, String key) {
        String property = property(exchange);
        if (redelivered) {
            return PendingStart.again(exchange, property).orElseGet(() -> first(exchange, property, key));
        }
        return first(exchange, property, key);
    }

    private static PendingStart first(Exchange exchange, String property, String key) {
        return PendingStart.of(
                exchange, property, key == null ? UUID.randomUUID().toString() : key);
    }

    private String property(Exchange exchange) {
        String step = steps.computeIfAbsent(
                String.valueOf(exchange.getExchangeExtension().getHistoryNodeId()), PROPERTY::concat);
        Object loop = exchange.getProperty(ExchangePropertyKey.LOOP_INDEX);
        Object split = exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX);
        return loop == null && split == null ? step : step + "|" + loop + "|" + split;
    }
}
