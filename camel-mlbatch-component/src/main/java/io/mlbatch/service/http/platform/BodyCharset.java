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
package io.mlbatch.service.http.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.mlbatch.protocol.BlockInputStream;
import io.mlbatch.service.http.api.BodyException;

/**
 * Stream that translates a body to UTF-8 from the charset in its {@code Content-Type}. Bodies in a Unicode encoding are
 * not translated: the JSON parser recognizes these encodings itself, with and without a byte order mark.
 */
public final class BodyCharset extends BlockInputStream {

    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*charset\\s*=\\s*[\"']?([^\"';\\s]+)", Pattern.CASE_INSENSITIVE);
    private static final int CHARACTERS_AT_ONCE = 8192;

    private final Charset charset;
    private final Reader text;
    // one more, for the second half of a surrogate pair
    private final char[] characters = new char[CHARACTERS_AT_ONCE + 1];
    private byte[] translated = {};
    private int position;

    private BodyCharset(InputStream body, Charset charset) {
        this.charset = charset;
        // a new decoder reports malformed bytes; the reader's default decoder replaces them
        this.text = new InputStreamReader(body, charset.newDecoder());
    }

    /**
     * Returns the body in UTF-8, or unchanged if it is in a Unicode encoding. Reading fails with a
     * {@link BodyException} if the charset is unknown or the bytes are not text in it.
     */
    public static InputStream decode(InputStream body, String contentType) {
        Matcher parameter = PARAMETER.matcher(contentType);
        if (!parameter.find()) {
            return body;
        }
        String name = parameter.group(1);
        try {
            Charset charset = Charset.forName(name);
            return charset.name().startsWith("UTF-") ? body : new BodyCharset(body, charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return RequestBody.ofUnknownCharset(name);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == translated.length && !translate()) {
            return -1;
        }
        int count = Math.min(length, translated.length - position);
        System.arraycopy(translated, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean translate() throws IOException {
        try {
            int count = text.read(characters, 0, CHARACTERS_AT_ONCE);
            if (count < 0) {
                return false;
            }
            if (Character.isHighSurrogate(characters[count - 1])) {
                count += Math.max(text.read(characters, count, 1), 0);
            }
            translated = new String(characters, 0, count).getBytes(StandardCharsets.UTF_8);
            position = 0;
            return true;
        } catch (CharacterCodingException e) {
            throw BodyException.undecodable(charset, e);
        }
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
