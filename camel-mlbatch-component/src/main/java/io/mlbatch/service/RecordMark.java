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
package io.mlbatch.service;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Output of an error handler that notes failed exchanges of records: the error handler logs on the thread that the
 * exchange failed on, and passes its logger no exchange but a message with its id. The mark of an exchange is a
 * property, which its copies have as well, for example those of {@code seda:} and of a parallel {@code multicast}.
 */
final class RecordMark extends DelegateAsyncProcessor {

    private static final String PROPERTY = "mlbatch.record";
    private static final ThreadLocal<String> LAST_FAILED = new ThreadLocal<>();

    RecordMark(Processor output) {
        super(output);
    }

    static void set(Exchange exchange) {
        exchange.setProperty(PROPERTY, true);
    }

    /**
     * Returns true if the failure of an exchange reaches its record. The route does not wait for copies that are in
     * only, such as those of {@code wireTap}: their failures are not results.
     */
    static boolean isRecord(Exchange exchange) {
        return exchange.getPattern().isOutCapable() && exchange.getProperty(PROPERTY, false, boolean.class);
    }

    /** Returns true if a message names the exchange of a record that failed on this thread. */
    static boolean isIn(String message) {
        String id = LAST_FAILED.get();
        return id != null && message.contains(id);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        return super.process(exchange, doneSync -> {
            if (exchange.getException() != null && isRecord(exchange)) {
                LAST_FAILED.set(exchange.getExchangeId());
            }
            callback.done(doneSync);
        });
    }
}
