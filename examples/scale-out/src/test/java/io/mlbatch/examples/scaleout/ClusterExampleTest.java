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
package io.mlbatch.examples.scaleout;

import java.io.IOException;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.mlbatch.examples.testing.ExampleJvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

/** Runs the command of the readme with a small batch: three hosts in JVMs of their own, one of which is killed. */
class ClusterExampleTest {

    /** Skips the test where PostgreSQL does not run. */
    @BeforeAll
    static void requirePostgres() throws IOException {
        try {
            Database.start().close();
        } catch (IOException | RuntimeException e) {
            abort("PostgreSQL does not run here: " + e);
        }
    }

    @Test
    void killedHost_costsNoResult() throws Exception {
        ExampleJvm.Run run = ExampleJvm.java("-cp", ExampleJvm.classPath(), ClusterExample.class.getName(), "30000")
                .run();

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output())
                .containsPattern("host-1, which accepted the batch, was killed after [\\d,]+ of 30,000 records")
                .containsPattern("host-[23]: +[\\d,]+ records")
                .contains("30,000 results are right, 0 wrong, 0 failed");
    }
}
