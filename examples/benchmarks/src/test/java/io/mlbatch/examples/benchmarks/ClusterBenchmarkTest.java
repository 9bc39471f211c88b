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

/** That the benchmark runs; the figures are for those who run it. */
class ClusterBenchmarkTest {

    @Test
    void smallRun_measuresHostsAndTheDatabase() throws Exception {
        assertThat(new ClusterBenchmark(50, 200, 1, 10).run())
                .contains("50 records of 10 ms per host", "200 records without work on one host")
                .contains("commits/1,000");
    }
}
