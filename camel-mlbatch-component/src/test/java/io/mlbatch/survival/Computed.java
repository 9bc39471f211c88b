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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A record that a host has begun to compute, or whose result it holds. */
record Computed(String execution, int index) {

    String line() {
        return execution + " " + index + "\n";
    }

    /** All of a file, in their order; none when there is no file. */
    static List<Computed> readFrom(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        String written = Files.readString(file);
        // a line that a kill has cut does not count as written
        return written.substring(0, written.lastIndexOf('\n') + 1)
                .lines()
                .map(line -> line.split(" "))
                .map(parts -> new Computed(parts[0], Integer.parseInt(parts[1])))
                .toList();
    }
}
