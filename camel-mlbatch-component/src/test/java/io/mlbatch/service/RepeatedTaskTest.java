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
package io.mlbatch.service;

import org.junit.jupiter.api.Test;

import io.mlbatch.testing.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;

class RepeatedTaskTest {

    @Test
    void taskThatFailsByAnError_endsNoSchedule() {
        try (CapturedLog log = new CapturedLog()) {
            new RepeatedTask("MlbatchRetention", () -> {
                        throw new OutOfMemoryError("Java heap space");
                    })
                    .run();

            assertThat(log.text()).contains("MlbatchRetention failed; it runs again as scheduled", "Java heap space");
        }
    }
}
