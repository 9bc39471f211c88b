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
package io.mlbatch.examples.benchmarks;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that the benchmark runs, and not its figures. */
class HostBenchmarkTest {

    @Test
    void smallRun_measuresHostsAndAlternatives() throws Exception {
        assertThat(new HostBenchmark(500, 1).run())
                .contains("500 records, median of 1 rounds")
                .contains("split()", "unmarshal", "Jackson alone")
                .contains("in memory", "in memory, chunkSize=100")
                .contains("on SQLite", "on SQLite, chunkSize=100", "results from SQLite");
    }
}
