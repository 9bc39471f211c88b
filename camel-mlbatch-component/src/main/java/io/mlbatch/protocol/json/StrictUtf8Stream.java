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

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.io.ContentReference;

import io.mlbatch.protocol.BlockInputStream;

/**
 * Rejects the byte sequences that Jackson's parser decodes although UTF-8 does not have them: overlong forms, halves of
 * surrogate pairs, and code points beyond U+10FFFF. An overlong form hides a character from checks of the bytes. Other
 * malformed sequences are left to the parser. A text in UTF-16 or UTF-32, which the parser recognizes by the same first
 * bytes, is not checked.
 */
final class StrictUtf8Stream extends BlockInputStream {

    private static final int FIRST_BYTES = 4;

    private final InputStream in;
    private long position;
    private int line = 1;
    private long lineStart;
    private int last;
    private boolean otherEncoding;
    private JsonParseException failure;

    StrictUtf8Stream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        if (failure != null) {
            throw failure;
        }
        int read = in.read(buffer, offset, count);
        for (int i = 0; i < read; i++) {
            check(buffer[offset + i] & 0xFF);
            if (failure != null) {
                // the parser may find another error in the bytes before
                if (i == 0) {
                    throw failure;
                }
                return i;
            }
        }
        return read;
    }

    private void check(int next) {
        if (position < FIRST_BYTES) {
            otherEncoding |= next == 0 || position == 0 && next >= 0xFE;
        }
        if (next >= 0x80 && next <= 0xBF && last >= 0xC0 && !otherEncoding && !isEncodable(last, next)) {
            failure = malformed(last, next);
            return;
        }
        last = next;
        position++;
        if (next == '\n') {
            line++;
            lineStart = position;
        }
    }

    /** Whether UTF-8 has a sequence with this first byte and this second byte, which continues it. */
    private static boolean isEncodable(int first, int second) {
        return switch (first) {
            case 0xC0, 0xC1 -> false;
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second < 0xA0;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second < 0x90;
            default -> first < 0xF5;
        };
    }

    private JsonParseException malformed(int first, int second) {
        String message = String.format("Invalid UTF-8: no character is encoded as 0x%02X 0x%02X", first, second);
        int column = (int) Math.min(position - lineStart, Integer.MAX_VALUE);
        return new JsonParseException(
                null, message, new JsonLocation(ContentReference.unknown(), position - 1, -1, line, column));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
