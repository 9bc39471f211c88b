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

import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.StreamCache;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.Values;

/**
 * Records of a body that can be read only once. The exchange records that the body has been read, so that a redelivery
 * reports the cause and the first failure, instead of an empty body.
 */
public final class SingleUseRecords implements RecordSource {

    private static final String PROPERTY = "CamelMlbatchReadBody";

    private final Exchange exchange;
    private final Object body;
    private final RecordSource records;

    private SingleUseRecords(Exchange exchange, Object body, RecordSource records) {
        this.exchange = exchange;
        this.body = body;
        this.records = records;
    }

    /**
     * Returns the given records if they can be read again; Camel resets a stream cache before each step.
     *
     * @throws InvalidInputException when an earlier step or attempt has read the body
     */
    public static RecordSource of(Exchange exchange, Object body, RecordSource records, CallContext context) {
        if (records.isRepeatable() || body instanceof StreamCache) {
            return records;
        }
        Reference<?> read = exchange.getProperty(PROPERTY, Reference.class);
        if (read != null && read.get() == body) {
            throw readBefore(exchange, body, context);
        }
        return new SingleUseRecords(exchange, body, records);
    }

    private static InvalidInputException readBefore(Exchange exchange, Object body, CallContext context) {
        Throwable caught = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        // each redelivery catches the error of the one before, whose cause is the first failure
        Throwable first = caught instanceof ReadBeforeException ? caught.getCause() : caught;
        return new ReadBeforeException(
                context,
                "the body (" + Values.describe(body) + ") can be read only once, and an earlier attempt or step has"
                        + " read it: make it a list, or a stream that Camel caches"
                        + (first == null ? "" : "; the earlier failure was: " + first.getMessage()),
                first);
    }

    /** Tells the error of a redelivery from the failure that led to it. */
    private static final class ReadBeforeException extends InvalidInputException {

        private static final long serialVersionUID = 1L;

        ReadBeforeException(CallContext context, String message, Throwable first) {
            super(context, message, first);
        }
    }

    @Override
    public Records open() throws IOException {
        // weak: the iterator of a large list holds the list
        exchange.setProperty(PROPERTY, new WeakReference<>(body));
        return records.open();
    }

    @Override
    public RecordSource forInputs(List<Parameter> inputs) {
        return new SingleUseRecords(exchange, body, records.forInputs(inputs));
    }

    @Override
    public Map<String, Object> named(Map<String, Object> record) {
        return records.named(record);
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }
}
