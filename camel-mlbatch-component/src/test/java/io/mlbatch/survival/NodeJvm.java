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
package io.mlbatch.survival;

import java.io.IOException;
import java.util.List;

/** A {@link Node} in a JVM of its own; killed when it is closed. */
final class NodeJvm extends ProgramJvm {

    NodeJvm(String name, Site site, String route) throws IOException {
        super(name, site.folder(), Node.class, List.of(name, site.folder().toString(), site.serverUrl(), route));
    }

    /** Waits until its routes run. */
    void awaitsStart() {
        awaitsPrinted(Node.STARTED);
    }
}
