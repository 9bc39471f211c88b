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

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.apache.camel.support.ExchangeHelper;

import io.mlbatch.camel.operation.OperationRequest.HeaderValue;
import io.mlbatch.client.CallContext;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.protocol.TraceContext;

/**
 * Reads headers of a message as values of their types.
 *
 * @param context the operation and service, for errors
 */
record MessageHeaders(Message message, CallContext context) {

    /** @throws InvalidInputException when the header has another type */
    <T> T get(String name, Class<T> type, T otherwise) {
        try {
            T value = message.getHeader(name, type);
            return value == null ? otherwise : value;
        } catch (TypeConversionException e) {
            throw new InvalidInputException(
                    context,
                    "the header " + name + " is not a valid " + type.getSimpleName() + ": " + e.getMessage(),
                    e);
        }
    }

    HeaderValue<String> text(String name, String otherwise) {
        return new HeaderValue<>(name, get(name, String.class, otherwise));
    }

    /** @throws InvalidInputException when the value is smaller */
    Integer atLeast(int least, String name, Integer otherwise) {
        Integer value = get(name, Integer.class, otherwise);
        if (value != null && value < least) {
            throw new InvalidInputException(
                    context, "the header " + name + " must be " + least + " or more, not " + value, null);
        }
        return value;
    }

    /** Returns the trace of the message. A tracing component of Camel sets the headers to the span of this call. */
    Optional<TraceContext> trace() {
        return TraceContext.of(optional(MlbatchConstants.TRACEPARENT), optional(MlbatchConstants.TRACESTATE));
    }

    private String optional(String name) {
        Object value = message.getHeader(name);
        return message.getExchange().getContext().getTypeConverter().tryConvertTo(String.class, value);
    }

    /** Returns the charset of the exchange, which the content type names as well. */
    Charset charset(Exchange exchange) {
        try {
            return ExchangeHelper.getCharset(exchange);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new InvalidInputException(
                    context, "the charset '" + ExchangeHelper.getCharsetName(exchange) + "' is unknown", e);
        }
    }
}
