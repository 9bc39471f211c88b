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
package io.mlbatch.service.store;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.json.ServiceResponseJson;

/**
 * The result of one record.
 *
 * @param response the result in its wire form, see {@link ServiceResponseJson#write}
 * @param artifacts the files that the record produced; may be empty
 * @param isFailed true if the record could not be computed
 */
public record ItemResult(byte[] response, List<ProducedArtifact> artifacts, boolean isFailed) {

    /** Exceptions may quote a whole document. */
    private static final int MAX_MESSAGE = 8 * 1024;

    public ItemResult {
        Objects.requireNonNull(response, "response");
        artifacts = List.copyOf(artifacts);
    }

    /** Creates the result of a record that was computed. */
    public ItemResult(byte[] response, List<ProducedArtifact> artifacts) {
        this(response, artifacts, false);
    }

    /**
     * Returns the result of a record that was computed.
     *
     * @param index the record's 0-based index
     * @param outputs the outputs in their wire form, by name
     * @throws RuntimeException if an output has no JSON form
     */
    public static ItemResult success(int index, Map<String, Object> outputs, List<ProducedArtifact> artifacts) {
        List<String> fileNames = ProducedArtifact.names(artifacts);
        ServiceResponse response = new ServiceResponse(index, true, "", "", outputs, fileNames, List.of());
        return new ItemResult(ServiceResponseJson.write(response), artifacts);
    }

    /**
     * Returns the result of a record that could not be computed. Callers get the message and never a stack trace. A
     * message of more than {@value #MAX_MESSAGE} characters is truncated.
     */
    public static ItemResult failure(int index, String message) {
        ServiceResponse response =
                new ServiceResponse(index, false, truncate(message), "", Map.of(), List.of(), List.of());
        return new ItemResult(ServiceResponseJson.write(response), List.of(), true);
    }

    /** Returns a message of at most about {@value #MAX_MESSAGE} characters. */
    public static String truncate(String message) {
        if (message.length() <= MAX_MESSAGE) {
            return message;
        }
        boolean splitsPair = Character.isHighSurrogate(message.charAt(MAX_MESSAGE - 1));
        return message.substring(0, splitsPair ? MAX_MESSAGE - 1 : MAX_MESSAGE) + "… (" + message.length()
                + " characters)";
    }

    /** Returns the result of a record whose computation threw, with the message or else the class of the exception. */
    public static ItemResult failure(int index, Throwable cause) {
        return failure(index, message(cause));
    }

    /** Returns the message of an exception, or else its class. */
    public static String message(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** Returns the size of the result with its files. */
    public long bytes() {
        long bytes = response.length;
        for (ProducedArtifact artifact : artifacts) {
            bytes += artifact.content().length;
        }
        return bytes;
    }
}
