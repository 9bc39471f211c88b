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
package io.mlbatch.protocol.spool;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where and from which size on bytes go to disk.
 *
 * @param thresholdBytes the most bytes that stay in memory; 0: all go to disk
 * @param directory where the file is; it must exist
 */
public record SpoolSettings(int thresholdBytes, Path directory) {

    /** 4 MiB: some 20,000 results with one small output each. */
    public static final int DEFAULT_THRESHOLD_BYTES = 4 * 1024 * 1024;

    /** Nothing goes to disk. */
    public static final SpoolSettings IN_MEMORY = new SpoolSettings(Integer.MAX_VALUE, Path.of(""));

    public SpoolSettings {
        Objects.requireNonNull(directory, "directory");
        if (thresholdBytes < 0) {
            throw new IllegalArgumentException("thresholdBytes must be 0 or more, not " + thresholdBytes);
        }
    }
}
