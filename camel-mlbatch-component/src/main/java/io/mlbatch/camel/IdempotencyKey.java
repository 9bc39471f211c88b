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

import java.util.UUID;

import org.apache.camel.Exchange;

/**
 * The key under which an exchange starts its batch. An exchange that Camel redelivers after a failure keeps the key of
 * its first attempt; one that comes by again, in a loop, means another batch.
 */
final class IdempotencyKey {

    private static final String PENDING = "CamelMlbatchPendingIdempotencyKey";

    private IdempotencyKey() {}

    static String of(Exchange exchange, boolean redelivered) {
        String pending = redelivered ? exchange.getProperty(PENDING, String.class) : null;
        String key = pending == null ? UUID.randomUUID().toString() : pending;
        exchange.setProperty(PENDING, key);
        return key;
    }

    /** What was started under the key is known: the next start is another one. */
    static void used(Exchange exchange) {
        exchange.removeProperty(PENDING);
    }
}
