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

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Reader that decodes the bytes of a text while they are read. Bytes that the charset does not have are an error that
 * names the byte, the charset and the line, unlike the error of a {@link java.io.InputStreamReader}. Closing the reader
 * closes the stream.
 */
public final class DecodingReader extends Reader {

    private static final int BUFFER = 8192;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final String advice;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer characters = CharBuffer.allocate(BUFFER).flip();
    private boolean ended;
    private boolean flushed;
    private long line = 1;
    private char last;

    /** @param advice ends the message of the error, for example how to declare another charset */
    public DecodingReader(InputStream in, Charset charset, String advice) {
        this.in = in;
        this.decoder = charset.newDecoder();
        this.advice = advice;
    }

    /**
     * Detects the charset of a text from its first bytes: from a byte order mark, or from the zeros of UTF-16. The text
     * of a table or of JSON has zeros in no other charset.
     *
     * @param in supports marks; its position does not change
     * @param otherwise the charset of any other bytes
     */
    public static Charset detect(InputStream in, Charset otherwise) throws IOException {
        in.mark(4);
        String start = new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
        in.reset();
        if (start.startsWith("\u00EF\u00BB\u00BF")) {
            return StandardCharsets.UTF_8;
        }
        if (start.equals("\u00FF\u00FE\0\0") || start.equals("\0\0\u00FE\u00FF")) {
            return Charset.forName("UTF-32");
        }
        if (start.startsWith("\u00FE\u00FF") || start.startsWith("\u00FF\u00FE")) {
            return StandardCharsets.UTF_16;
        }
        if (start.length() < 2 || !otherwise.equals(StandardCharsets.UTF_8)) {
            return otherwise;
        }
        if (start.charAt(0) == 0 && start.charAt(1) != 0) {
            return StandardCharsets.UTF_16BE;
        }
        return start.charAt(0) != 0 && start.charAt(1) == 0 ? StandardCharsets.UTF_16LE : otherwise;
    }

    @Override
    public int read(char[] buffer, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, buffer.length);
        if (count > 0 && !characters.hasRemaining() && !decodeMore()) {
            return -1;
        }
        int length = Math.min(count, characters.remaining());
        characters.get(buffer, offset, length);
        return length;
    }

    private boolean decodeMore() throws IOException {
        if (flushed) {
            return false;
        }
        characters.clear();
        try {
            CoderResult result = decoder.decode(bytes, characters, ended);
            while (!result.isError() && characters.position() == 0 && !ended) {
                fill();
                result = decoder.decode(bytes, characters, ended);
            }
            if (result.isError()) {
                throw undecodable();
            }
            flushed = ended && result.isUnderflow() && decoder.flush(characters).isUnderflow();
        } finally {
            characters.flip();
        }
        countLines(characters.limit());
        return characters.hasRemaining();
    }

    private void fill() throws IOException {
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = read < 0;
        bytes.position(bytes.position() + Math.max(read, 0));
        bytes.flip();
    }

    /** Drops the characters before the error, so that another read fails again. */
    private UnreadableTextException undecodable() {
        countLines(characters.position());
        characters.clear();
        String octet = String.format("0x%02X", bytes.get(bytes.position()));
        return new UnreadableTextException(
                "line " + line + ": the byte " + octet + " is not text in "
                        + decoder.charset().name() + ": " + advice,
                null);
    }

    private void countLines(int end) {
        for (int i = 0; i < end; i++) {
            char c = characters.get(i);
            if (c == '\r' || c == '\n' && last != '\r') {
                line++;
            }
            last = c;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
