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
 * What the computation of one record gave.
 *
 * @param response the result as it goes over the wire, see {@link ServiceResponseJson#write}
 * @param artifacts the files that the record left; empty when there are none
 */
public record ItemResult(byte[] response, List<Artifact> artifacts) {

    /** Exceptions may quote a whole document. */
    private static final int MOST_MESSAGE = 8 * 1024;

    public ItemResult {
        Objects.requireNonNull(response, "response");
        artifacts = List.copyOf(artifacts);
    }

    /**
     * A record that was computed.
     *
     * @param index the record's 0-based index
     * @param outputs the outputs in their wire form, by name
     * @throws RuntimeException when an output has no JSON form
     */
    public static ItemResult success(int index, Map<String, Object> outputs, List<Artifact> artifacts) {
        List<String> fileNames = artifacts.isEmpty()
                ? List.of()
                : artifacts.stream().map(Artifact::name).toList();
        ServiceResponse response = new ServiceResponse(index, true, "", "", outputs, fileNames, List.of());
        return new ItemResult(ServiceResponseJson.write(response), artifacts);
    }

    /**
     * A record that could not be computed. The message is all that callers learn: never a stack trace. One of more than
     * {@value #MOST_MESSAGE} characters is cut.
     */
    public static ItemResult failure(int index, String message) {
        ServiceResponse response = new ServiceResponse(index, false, cut(message), "", Map.of(), List.of(), List.of());
        return new ItemResult(ServiceResponseJson.write(response), List.of());
    }

    private static String cut(String message) {
        if (message.length() <= MOST_MESSAGE) {
            return message;
        }
        boolean splitsPair = Character.isHighSurrogate(message.charAt(MOST_MESSAGE - 1));
        return message.substring(0, splitsPair ? MOST_MESSAGE - 1 : MOST_MESSAGE) + "… (" + message.length()
                + " characters)";
    }

    /** A record whose computation threw: its message, the name of its class when it has none. */
    public static ItemResult failure(int index, Throwable cause) {
        String message = cause.getMessage();
        return failure(index, message == null ? cause.getClass().getSimpleName() : message);
    }

    /** How much room it takes, with its files. */
    public long bytes() {
        long bytes = response.length;
        for (Artifact artifact : artifacts) {
            bytes += artifact.content().length;
        }
        return bytes;
    }
}
