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
package io.mlbatch.scale;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A million records go into a host, are computed and stored, and come out again as results, in a heap of 64 MiB. Client
 * and host are one JVM.
 */
@Tag("host")
class HostedBatchIT {

    @TempDir
    private Path folder;

    @TempDir
    private Path store;

    @Test
    void millionRecords_areAcceptedComputedAndReturned() throws Exception {
        List<Figures> runs = Figures.ofSmallHeap(
                folder, HostedBatch.class, List.of(store.resolve("data").toString(), "10000", "1000000"));

        assertThat(runs).hasSize(2);
        Figures million = runs.get(1);
        assertThat(million.number("results")).isEqualTo(1_000_000);
        assertThat(million.text("right"))
                .as("each result is that of its record")
                .isEqualTo("true");
        assertThat(million.number("bytes")).isGreaterThan(ChildJvm.SMALL_HEAP_BYTES);
        System.out.printf("%nHosted on SQLite, in a heap of 64 MiB%n");
        for (Figures run : runs) {
            System.out.printf(
                    Locale.ROOT,
                    "%,9d records, %,11d bytes of results: %,6d ms, %.1f MiB live%n",
                    run.number("records"),
                    run.number("bytes"),
                    run.number("millis"),
                    run.number("heapKiB") / 1024.0);
        }
    }
}
