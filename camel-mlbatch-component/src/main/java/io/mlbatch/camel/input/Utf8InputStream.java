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

import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The bytes of a text in UTF-8, encoded while they are read. Half a surrogate pair is an error, and not a question
 * mark. Closing it closes the reader.
 */
final class Utf8InputStream extends InputStream {

    private static final int CHARACTERS = 8192;

    private final Reader reader;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private final CharBuffer characters = CharBuffer.allocate(CHARACTERS).flip();
    // has room for all the characters: the encoder never overflows
    private final ByteBuffer bytes =
            ByteBuffer.allocate(CHARACTERS * (int) encoder.maxBytesPerChar()).flip();
    private boolean ended;

    Utf8InputStream(Reader reader) {
        this.reader = reader;
    }

    @Override
    public int read() throws IOException {
        return bytes.hasRemaining() || encodeMore() ? bytes.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, buffer.length);
        if (count > 0 && !bytes.hasRemaining() && !encodeMore()) {
            return -1;
        }
        int length = Math.min(count, bytes.remaining());
        bytes.get(buffer, offset, length);
        return length;
    }

    private boolean encodeMore() throws IOException {
        bytes.clear();
        while (bytes.position() == 0 && !(ended && !characters.hasRemaining())) {
            // what is left is the first half of a pair
            characters.compact();
            ended = reader.read(characters) < 0;
            characters.flip();
            if (encoder.encode(characters, bytes, ended).isError()) {
                bytes.limit(0);
                throw new CharConversionException("the text has half of a surrogate pair");
            }
        }
        bytes.flip();
        return bytes.hasRemaining();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
