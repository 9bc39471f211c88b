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

import org.apache.camel.Exchange;

/**
 * What an exchange knows of the start that it makes at one step of its route. When Camel redelivers the exchange there,
 * the start keeps its key; and a batch that was started is awaited again, not started again. The same step means
 * another start in the next turn of a loop.
 */
final class PendingStart {

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

    /** A start with this key. */
    static PendingStart of(Exchange exchange, String property, String key) {
        return new PendingStart(exchange, property, new Known(key, null, 0)).remembered();
    }

    /** The start that this step has made, or has tried to make, in an earlier delivery; empty when there is none. */
    static Optional<PendingStart> again(Exchange exchange, String property) {
        return Optional.ofNullable(exchange.getProperty(property, Known.class))
                .map(known -> new PendingStart(exchange, property, known));
    }

    private PendingStart remembered() {
        exchange.setProperty(property, known);
        return this;
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
        remembered();
    }

    /** The exchange has got what it wanted: the next start at this step is another one. */
    void over() {
        exchange.removeProperty(property);
    }
}
