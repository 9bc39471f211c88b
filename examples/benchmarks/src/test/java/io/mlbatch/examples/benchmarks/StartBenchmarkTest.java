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

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the benchmark with a few records; asserts no time. */
class StartBenchmarkTest {

    @Test
    void smallRun_measuresEachSize() throws Exception {
        assertThat(new StartBenchmark(List.of(1, 100), 1, Duration.ZERO).run())
                .contains("median of 1 pairs")
                .containsPattern("(?m)^ +maps +1 +\\d")
                .containsPattern("(?m)^ +objects +100 +\\d");
    }
}
