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
package io.mlbatch.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VirtualTimeTest {

    private final VirtualTime time = new VirtualTime();
    private final List<String> log = new ArrayList<>();

    @Test
    void advance_runsDueActionsInOrderAtTheirInstant() {
        time.after(Duration.ofSeconds(3), note("third"));
        time.after(Duration.ofSeconds(1), note("first"));
        time.after(Duration.ofSeconds(1), note("second"));
        time.after(Duration.ofSeconds(4), note("never"));

        time.advance(Duration.ofSeconds(3));

        assertThat(log).containsExactly("first PT1S", "second PT1S", "third PT3S");
        assertThat(time.pending()).isEqualTo(1);
    }

    @Test
    void advance_runsActionsScheduledMeanwhile() {
        time.after(Duration.ofSeconds(1), () -> time.after(Duration.ofSeconds(1), note("chained")));

        time.advance(Duration.ofSeconds(5));

        assertThat(log).containsExactly("chained PT2S");
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(5));
    }

    private Runnable note(String name) {
        return () -> log.add(name + " " + time.elapsed());
    }
}
