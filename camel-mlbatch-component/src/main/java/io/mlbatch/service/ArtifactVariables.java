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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;

import io.mlbatch.service.store.ProducedArtifact;

/**
 * Reads artifacts from the variables of exchanges, because variables survive any change of the messages in the route.
 * Their names start with {@value MlbatchServiceConstants#ARTIFACT_VARIABLE}.
 */
final class ArtifactVariables {

    private static final Pattern IN_CHUNK = Pattern.compile("([0-9]{1,9})/(.+)");

    private final int maxSize;

    /** @param maxSize the maximum size of an artifact, in bytes */
    ArtifactVariables(int maxSize) {
        this.maxSize = maxSize;
    }

    /** An artifact that is not converted to bytes yet. */
    private record Variable(int position, String name, Object content) {}

    /** Returns the artifacts of an exchange with a single record. */
    List<ProducedArtifact> ofRecord(Exchange exchange) {
        List<ProducedArtifact> artifacts = new ArrayList<>();
        if (exchange.hasVariables()) {
            exchange.getVariables().forEach((variable, content) -> {
                if (variable.startsWith(MlbatchServiceConstants.ARTIFACT_VARIABLE)) {
                    artifacts.add(artifact(exchange, new Variable(0, name(variable), content)));
                }
            });
        }
        return artifacts;
    }

    /** Artifacts by the position of their record. */
    interface ByPosition {

        /** @throws IllegalArgumentException if an artifact of the record is invalid */
        List<ProducedArtifact> at(int position);
    }

    /**
     * Returns the artifacts of an exchange with a chunk.
     *
     * @throws IllegalArgumentException if the name of a variable has no position, or one outside of the chunk
     */
    ByPosition ofChunk(Exchange exchange, int size) {
        if (!exchange.hasVariables()) {
            return position -> List.of();
        }
        List<Variable> variables = new ArrayList<>();
        for (Map.Entry<String, Object> variable : exchange.getVariables().entrySet()) {
            if (variable.getKey().startsWith(MlbatchServiceConstants.ARTIFACT_VARIABLE)) {
                variables.add(inChunk(variable.getKey(), variable.getValue(), size));
            }
        }
        return position -> variables.stream()
                .filter(variable -> variable.position() == position)
                .map(variable -> artifact(exchange, variable))
                .toList();
    }

    private static Variable inChunk(String variable, Object content, int size) {
        Matcher name = IN_CHUNK.matcher(name(variable));
        if (!name.matches() || Integer.parseInt(name.group(1)) >= size) {
            throw new IllegalArgumentException("The variable '" + variable + "' names no record of the chunk, expected "
                    + MlbatchServiceConstants.ARTIFACT_VARIABLE + "POSITION/NAME with a position from 0 to "
                    + (size - 1));
        }
        return new Variable(Integer.parseInt(name.group(1)), name.group(2), content);
    }

    private static String name(String variable) {
        return variable.substring(MlbatchServiceConstants.ARTIFACT_VARIABLE.length());
    }

    private ProducedArtifact artifact(Exchange exchange, Variable variable) {
        return new ProducedArtifact(variable.name(), bytes(exchange, variable.name(), variable.content()));
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
        if (bytes.length > maxSize) {
            throw new IllegalArgumentException("The artifact '" + name + "' has " + bytes.length + " bytes, more than "
                    + maxSize + " (maxArtifactSize)");
        }
        return bytes;
    }
}
