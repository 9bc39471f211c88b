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
package io.mlbatch.client;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ArtifactTest {

    private final List<String> events = new ArrayList<>();

    @Test
    void artifact_hasTheServersHeaders() throws IOException {
        try (Artifact artifact =
                new Artifact("../a b.csv", InputStream.nullInputStream(), OptionalLong.of(7), "text/csv", () -> {})) {
            assertThat(artifact.fileName()).isEqualTo("../a b.csv");
            assertThat(artifact.length()).hasValue(7);
            assertThat(artifact.contentType()).isEqualTo("text/csv");
        }
    }

    private interface Reading {
        void from(Artifact artifact) throws IOException;
    }

    static Stream<Arguments> readings() {
        return Stream.of(
                reading("whole", true, artifact -> assertThat(artifact.readAllBytes())
                        .containsExactly(0, 1, 2)),
                reading("whole, transferred", true, artifact -> artifact.transferTo(OutputStream.nullOutputStream())),
                reading("whole, byte by byte", true, artifact -> {
                    while (artifact.read() >= 0) {}
                }),
                reading("half", false, artifact -> artifact.read(new byte[2])),
                reading("half, byte by byte", false, artifact -> assertThat(artifact.read())
                        .isZero()),
                reading("unread", false, artifact -> assertThat(artifact.markSupported())
                        .isFalse()),
                reading("no bytes", false, artifact -> artifact.read(new byte[0])));
    }

    private static Arguments reading(String name, boolean toItsEnd, Reading reading) {
        return arguments(name, toItsEnd, reading);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readings")
    void close_abortsFirst_unlessTheEndWasRead(String name, boolean toItsEnd, Reading reading) throws IOException {
        Artifact artifact = artifact();

        reading.from(artifact);
        assertThat(events).isEmpty();
        artifact.close();

        assertThat(events).isEqualTo(toItsEnd ? List.of("close") : List.of("abort", "close"));
    }

    @Test
    void contentThatBreaks_isNotTheEnd() throws IOException {
        InputStream breaking = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        };
        Artifact artifact = new Artifact("f", breaking, OptionalLong.empty(), null, () -> events.add("abort"));

        assertThatExceptionOfType(IOException.class).isThrownBy(artifact::readAllBytes);
        artifact.close();

        assertThat(events).containsExactly("abort");
    }

    private Artifact artifact() {
        InputStream content = new FilterInputStream(new ByteArrayInputStream(new byte[] {0, 1, 2})) {
            @Override
            public void close() {
                events.add("close");
            }
        };
        return new Artifact("f", content, OptionalLong.of(3), null, () -> events.add("abort"));
    }
}
