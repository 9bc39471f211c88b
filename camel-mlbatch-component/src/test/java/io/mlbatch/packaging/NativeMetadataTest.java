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
package io.mlbatch.packaging;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import io.mlbatch.docs.generator.GeneratedFile;
import io.mlbatch.docs.generator.NativeMetadata;

import static org.assertj.core.api.Assertions.assertThat;

class NativeMetadataTest {

    @Test
    void publicClassOfARoute_isRegistered() throws IOException {
        NativeMetadata metadata = new NativeMetadata();

        assertThat(metadata.difference())
                .as("Write it with: %s", GeneratedFile.COMMAND)
                .isEmpty();
        assertThat(metadata.content())
                .contains("\"io.mlbatch.protocol.BatchResponse\"", "\"io.mlbatch.client.MlbatchException\"");
    }
}
