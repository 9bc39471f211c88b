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
import java.util.Objects;

import io.mlbatch.protocol.ArtifactPath;
import io.mlbatch.protocol.LogSafe;

/**
 * A file that the computation of one record produced.
 *
 * @param name the file's name: a path that {@link ArtifactPath} accepts, so that clients can write it to a folder
 * @param content the file's bytes
 */
public record ProducedArtifact(String name, byte[] content) {

    /** The limit of file systems. */
    private static final int MAX_NAME = 255;

    /** @throws IllegalArgumentException if the name is too long, or is not a path within a folder */
    public ProducedArtifact {
        Objects.requireNonNull(content, "content");
        if (name != null && name.length() > MAX_NAME) {
            throw new IllegalArgumentException("The name of the artifact '" + name.substring(0, 20) + "…' has "
                    + name.length() + " characters, more than " + MAX_NAME);
        }
        try {
            ArtifactPath.of(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The artifact '" + (name == null ? "" : LogSafe.of(name)) + "' cannot be saved by clients: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Returns the names of artifacts in their order. */
    public static List<String> names(List<ProducedArtifact> artifacts) {
        // without a stream, because few results have artifacts
        return artifacts.isEmpty()
                ? List.of()
                : artifacts.stream().map(ProducedArtifact::name).toList();
    }
}
