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
package io.mlbatch.camel.input;

import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

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

class Utf8InputStreamTest {

    /** Characters of one to four bytes, halves of pairs, and as many as the buffer holds. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "\0", "\u00fc", "\u20ac", "\uD83D\uDE00", "\uD83D", "\uDE00", "x".repeat(8191))
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    /** Gives at most so many characters at once. */
    private static StringReader inParts(String text, int most) {
        return new StringReader(text) {
            @Override
            public int read(char[] buffer, int offset, int count) throws IOException {
                return super.read(buffer, offset, Math.min(count, most));
            }

            @Override
            public int read(CharBuffer target) throws IOException {
                char[] part = new char[Math.min(target.remaining(), most)];
                int length = read(part, 0, part.length);
                target.put(part, 0, Math.max(length, 0));
                return length;
            }
        };
    }

    private static boolean isWhole(String text) {
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static byte[] read(InputStream in, List<Integer> sizes) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int i = 0; ; i++) {
            int size = sizes.get(i % sizes.size());
            byte[] part = size == 1 ? single(in.read()) : in.readNBytes(size);
            if (part.length == 0) {
                return read.toByteArray();
            }
            read.writeBytes(part);
        }
    }

    private static byte[] single(int octet) {
        return octet < 0 ? new byte[0] : new byte[] {(byte) octet};
    }

    @Property(tries = 300)
    void wholeTextIsItsBytesAndHalfACharacterAnError(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 1, max = 20_000) int most,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 30_000) Integer> sizes)
            throws IOException {
        try (Utf8InputStream in = new Utf8InputStream(inParts(text, most))) {
            if (isWhole(text)) {
                assertThat(read(in, sizes)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
                assertThat(in.read()).isEqualTo(-1);
            } else {
                assertThatThrownBy(() -> read(in, sizes)).isInstanceOf(CharConversionException.class);
                assertThatThrownBy(in::read)
                        .as("what broke off does not look whole")
                        .isInstanceOf(CharConversionException.class);
            }
        }
    }

    @Example
    void readingNothingReadsNothing() throws IOException {
        try (Utf8InputStream in = new Utf8InputStream(new StringReader(""))) {
            assertThat(in.read(new byte[1], 1, 0)).isZero();
            assertThat(in.read(new byte[1], 0, 1)).isEqualTo(-1);
        }
    }

    @Example
    void readerIsClosedWithTheStream() throws IOException {
        EndlessLines lines = new EndlessLines("", "");

        new Utf8InputStream(lines).close();

        assertThat(lines.isClosed()).isTrue();
    }
}
