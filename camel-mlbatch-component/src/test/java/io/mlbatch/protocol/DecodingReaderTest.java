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
package io.mlbatch.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DecodingReaderTest {

    /** Characters of one to four bytes, and as many as the buffer holds. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "\0", "\u00fc", "\u20ac", "\uD83D\uDE00", "\n", "x".repeat(8191))
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    /** Gives at most so many bytes at once. */
    private static InputStream inParts(byte[] bytes, int most) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int count) {
                return super.read(buffer, offset, Math.min(count, most));
            }
        };
    }

    private static String read(DecodingReader reader, List<Integer> sizes) throws IOException {
        StringBuilder read = new StringBuilder();
        for (int i = 0; ; i++) {
            char[] part = new char[sizes.get(i % sizes.size())];
            int length = reader.read(part, 0, part.length);
            if (length < 0) {
                return read.toString();
            }
            read.append(part, 0, length);
        }
    }

    @Property(tries = 300)
    void bytesInAnyParts_areTheText(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 1, max = 20_000) int most,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 30_000) Integer> sizes)
            throws IOException {
        for (String charset : List.of("UTF-8", "UTF-16", "UTF-16LE", "UTF-32", "GB18030")) {
            byte[] bytes = text.getBytes(Charset.forName(charset));
            try (DecodingReader reader = new DecodingReader(inParts(bytes, most), Charset.forName(charset), "")) {
                assertThat(read(reader, sizes)).as(charset).isEqualTo(text);
                assertThat(reader.read()).isEqualTo(-1);
                assertThat(reader.read()).isEqualTo(-1);
            }
        }
    }

    @Property(tries = 100)
    void undecodableByte_isNamedWithItsLine_atEveryRead(
            @ForAll @IntRange(max = 9000) int lines, @ForAll @IntRange(min = 1, max = 20_000) int most) {
        for (String end : List.of("\n", "\r\n", "\r")) {
            String text = ("a" + end).repeat(lines) + "\u00fc";
            DecodingReader reader = new DecodingReader(
                    inParts(text.getBytes(StandardCharsets.ISO_8859_1), most), StandardCharsets.UTF_8, "advice");

            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> read(reader, List.of(8192)))
                        .isInstanceOf(UnreadableTextException.class)
                        .hasMessage("line " + (lines + 1) + ": the byte 0xFC is not text in UTF-8: advice");
            }
        }
    }

    @Example
    void closedReader_closesTheStream() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream in = new ByteArrayInputStream(new byte[0]) {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        new DecodingReader(in, StandardCharsets.UTF_8, "").close();

        assertThat(closed).isTrue();
    }
}
