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
package io.mlbatch.client.files;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import io.mlbatch.protocol.ArtifactPath;

/** Keeps names from outside within a folder, by the rules of {@link ArtifactPath}. */
final class Containment {

    private final Path folder;

    Containment(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the path of the name: strictly within the folder, in normal form.
     *
     * @throws IllegalArgumentException when the name leads elsewhere or nowhere, or is not a path on this system; the
     *     message contains the reason, without the name
     */
    Path resolve(String name) {
        String path = ArtifactPath.of(name);
        try {
            return folder.resolve(path);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the name is not a path on this system: " + e.getReason(), e);
        }
    }
}
