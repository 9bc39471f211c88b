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
package io.mlbatch.protocol.json;

import java.io.IOException;
import java.io.InputStream;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.spool.Spool;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.protocol.spool.SpoolWriter;

import static org.assertj.core.api.Assertions.assertThat;

class TeeInputStreamTest {

    @Test
    void bytesReadOrSkipped_areCopied() throws IOException {
        try (SpoolWriter copy = new SpoolWriter(SpoolFactory.IN_MEMORY);
                InputStream in = new TeeInputStream(Texts.stream("\u0000ÿ[1,2] not read"), copy)) {
            assertThat(in.read()).isZero();
            assertThat(in.read()).isEqualTo(0xC3);
            in.skipNBytes(2);
            assertThat(in.readNBytes(4)).hasSize(4);
            // going back would copy twice
            assertThat(in.markSupported()).isFalse();

            Spool read = copy.finish();
            assertThat(Texts.text(read.read(0, 8).readAllBytes())).isEqualTo("\u0000ÿ[1,2]");
        }
        try (SpoolWriter copy = new SpoolWriter(SpoolFactory.IN_MEMORY);
                InputStream in = new TeeInputStream(Texts.stream(""), copy)) {
            assertThat(in.read()).isEqualTo(-1);
        }
    }
}
