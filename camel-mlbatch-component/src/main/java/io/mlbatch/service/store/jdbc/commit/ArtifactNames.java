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
package io.mlbatch.service.store.jdbc.commit;

import java.util.List;
import java.util.stream.Collectors;

import io.mlbatch.service.store.ProducedArtifact;

/**
 * The stored form of the names of a record's artifacts: one name per line, because names have no control characters.
 */
public final class ArtifactNames {

    private ArtifactNames() {}

    /** Returns {@code null} without artifacts. */
    static String join(List<ProducedArtifact> artifacts) {
        return artifacts.isEmpty()
                ? null
                : artifacts.stream().map(ProducedArtifact::name).collect(Collectors.joining("\n"));
    }

    public static List<String> split(String names) {
        return names == null ? List.of() : List.of(names.split("\n"));
    }
}
