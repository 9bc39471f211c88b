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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Finds the bounds of each record, which takes half of the time of reading and writing its fields. A record is a
 * {@link SentRecord}; a record that is not strict JSON, or that has no JSON form, is a map of its fields.
 */
final class SentRecordReader implements Json.DocumentReader<Map<String, Object>> {

    /** A longer number can have an exponent that no number has; to read its value fails then. */
    private static final int SHORT_NUMBER = 10;

    private final RecordTail tail;

    /** @param tail passes the bytes to the parser */
    SentRecordReader(RecordTail tail) {
        this.tail = tail;
    }

    @Override
    public Map<String, Object> read(JsonParser parser) throws IOException {
        long begin = parser.currentTokenLocation().getByteOffset();
        if (begin < 0) {
            // UTF-16 or UTF-32
            return Json.object(parser);
        }
        tail.begin(begin);
        boolean finite = skip(parser);
        byte[] text = tail.end(parser.currentLocation().getByteOffset());
        if (finite && isStored(text)) {
            return new SentRecord(text);
        }
        JsonParser again = Json.lenientParser(new ByteArrayInputStream(text));
        again.nextToken();
        return Json.object(again);
    }

    /** Skips the object on which the parser stands. Returns false if it has a number that is not finite. */
    private static boolean skip(JsonParser parser) throws IOException {
        boolean finite = true;
        int depth = 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                finite &= !parser.isNaN();
                if (parser.getTextLength() > SHORT_NUMBER) {
                    Json.value(parser);
                }
            }
        }
        return finite;
    }

    /** Returns false for texts that may have single quotes, or halves of surrogate pairs as escapes. */
    private static boolean isStored(byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\'' || text[i] == '\\' && text[i + 1] == 'u' && (text[i + 2] | 0x20) == 'd') {
                return false;
            }
        }
        return true;
    }
}
