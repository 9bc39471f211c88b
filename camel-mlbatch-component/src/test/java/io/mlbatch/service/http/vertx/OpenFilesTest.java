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
package io.mlbatch.service.http.vertx;

import org.junit.jupiter.api.Test;

import io.mlbatch.service.http.platform.RequestLimits;

import static org.assertj.core.api.Assertions.assertThat;

class OpenFilesTest {

    @Test
    void fewDescriptors_leaveHalfToTheStore() {
        assertThat(OpenFiles.connections(300)).isEqualTo(150);
    }

    @Test
    void manyDescriptors_areNotAllUsed() {
        assertThat(OpenFiles.connections(1 << 20)).isEqualTo(1_000);
        assertThat(OpenFiles.connections(Long.MAX_VALUE)).isEqualTo(1_000);
    }

    @Test
    void unknownDescriptors_countAsMany() {
        assertThat(OpenFiles.connections(0)).isEqualTo(1_000);
        assertThat(OpenFiles.connections(-1)).isEqualTo(1_000);
    }

    @Test
    void thisProcess_mayHaveConnections() {
        assertThat(OpenFiles.connections(RequestLimits.DEFAULT)).isBetween(1, 1_000);
    }
}
