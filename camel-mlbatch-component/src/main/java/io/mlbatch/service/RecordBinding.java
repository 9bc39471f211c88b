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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.ProducedArtifact;
import io.mlbatch.service.types.RouteBodies;

/**
 * Writes records to exchanges and reads their results. The body that the route receives is the record: a map by input
 * name with the values in the Java form of their declared types, or an object, see {@link RouteBodies}. The headers are
 * those of {@link MlbatchServiceConstants}. The body that the route leaves contains the outputs, see
 * {@link OutputRule}. Variables whose names start with {@value MlbatchServiceConstants#ARTIFACT_VARIABLE} are the
 * artifacts.
 */
final class RecordBinding {

    private final RouteBodies bodies;
    private final OutputRule outputs;
    private final int maxArtifactSize;

    /** @param maxArtifactSize the maximum size of an artifact, in bytes */
    RecordBinding(RouteBodies bodies, int maxArtifactSize) {
        this.bodies = bodies;
        this.outputs = new OutputRule(bodies);
        this.maxArtifactSize = maxArtifactSize;
    }

    void write(Exchange exchange, ExecutionId id, int index, Map<String, Object> record) {
        Object body = bodies.toRoute(index, record);
        exchange.setPattern(ExchangePattern.InOut);
        Message message = exchange.getMessage();
        message.setHeader(MlbatchServiceConstants.EXECUTION_ID, id.value());
        message.setHeader(MlbatchServiceConstants.INDEX, index);
        message.setBody(body);
    }

    /** Reads the result of a record. Never throws: if the result cannot be read, the record and the exchange fail. */
    ItemResult read(Exchange exchange, int index) {
        if (exchange.getException() == null && exchange.isRollbackOnly()) {
            return ItemResult.failure(index, "The route marked the record for rollback");
        }
        try {
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            return ItemResult.success(index, outputs.apply(exchange), artifacts(exchange));
        } catch (Throwable e) {
            // catches errors too, so that every record gets a result
            exchange.setException(e);
            return ItemResult.failure(index, unwrap(e));
        }
    }

    /**
     * Returns the exception that the route threw. Camel wraps errors, and exceptions of its own classes, in exceptions
     * that add only the exchange id or nothing.
     */
    private static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && isWrapper(cause)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean isWrapper(Throwable thrown) {
        String message = thrown.getMessage();
        return thrown instanceof CamelExecutionException
                || message == null
                // the message of an exception that was created with only its cause
                || message.equals(thrown.getCause().toString());
    }

    /** Reads variables, because they survive any change of the messages in the route. */
    private List<ProducedArtifact> artifacts(Exchange exchange) {
        List<ProducedArtifact> artifacts = new ArrayList<>();
        exchange.getVariables().forEach((variable, content) -> {
            if (variable.startsWith(MlbatchServiceConstants.ARTIFACT_VARIABLE)) {
                String name = variable.substring(MlbatchServiceConstants.ARTIFACT_VARIABLE.length());
                artifacts.add(new ProducedArtifact(name, bytes(exchange, name, content)));
            }
        });
        return artifacts;
    }

    private byte[] bytes(Exchange exchange, String name, Object content) {
        // a language may evaluate to a number where its text is meant
        Object written = content instanceof Number || content instanceof Boolean ? content.toString() : content;
        byte[] bytes = exchange.getContext().getTypeConverter().tryConvertTo(byte[].class, exchange, written);
        if (bytes == null) {
            throw new IllegalArgumentException("The artifact '" + name + "' is "
                    + (content == null ? "nothing" : "a " + content.getClass().getName())
                    + ", which Camel cannot convert to bytes");
        }
        if (bytes.length > maxArtifactSize) {
            throw new IllegalArgumentException("The artifact '" + name + "' has " + bytes.length + " bytes, more than "
                    + maxArtifactSize + " (maxArtifactSize)");
        }
        return bytes;
    }
}
