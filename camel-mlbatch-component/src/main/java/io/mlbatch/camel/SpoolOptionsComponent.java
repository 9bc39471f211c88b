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
package io.mlbatch.camel;

import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.camel.spi.Metadata;
import org.apache.camel.support.HealthCheckComponent;

import io.mlbatch.protocol.spool.SpoolFactory;

/** The options of the component that limit the memory and the disk space of responses. */
abstract class SpoolOptionsComponent extends HealthCheckComponent {

    @Metadata(
            label = "advanced",
            defaultValue = "4194304",
            description =
                    "The number of bytes of results that one response keeps in memory. Larger results are spooled to disk"
                            + " until the exchange is done.")
    private int spoolThreshold = SpoolFactory.DEFAULT_THRESHOLD_BYTES;

    @Metadata(
            label = "advanced",
            description =
                    "The folder for spooled results, which must exist. The default is the folder of the JVM for temporary"
                            + " files (java.io.tmpdir).")
    private String spoolDirectory;

    @Metadata(
            label = "advanced",
            defaultValue = "2147483648",
            description =
                    "The maximum number of bytes of results in one response, after decompression. A larger response is an"
                            + " error. Protects disk and memory from a server that sends without end.")
    private long maxSpoolSize = 2L * 1024 * 1024 * 1024;

    SpoolFactory spools() {
        if (spoolDirectory != null && !Files.isDirectory(Path.of(spoolDirectory))) {
            throw new IllegalArgumentException("spoolDirectory is not a folder: '" + spoolDirectory + "'");
        }
        OptionTexts.requireAtLeast(1, "maxSpoolSize", maxSpoolSize);
        OptionTexts.requireAtLeast(0, "spoolThreshold", spoolThreshold);
        String folder = spoolDirectory == null ? System.getProperty("java.io.tmpdir") : spoolDirectory;
        return new SpoolFactory(spoolThreshold, Path.of(folder));
    }

    public int getSpoolThreshold() {
        return spoolThreshold;
    }

    public void setSpoolThreshold(int spoolThreshold) {
        this.spoolThreshold = spoolThreshold;
    }

    public long getMaxSpoolSize() {
        return maxSpoolSize;
    }

    public void setMaxSpoolSize(long maxSpoolSize) {
        this.maxSpoolSize = maxSpoolSize;
    }

    public String getSpoolDirectory() {
        return spoolDirectory;
    }

    public void setSpoolDirectory(String spoolDirectory) {
        this.spoolDirectory = spoolDirectory;
    }
}
