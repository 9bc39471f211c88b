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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;

import io.mlbatch.protocol.BlockInputStream;

/** Stream of the value on which a parser stands, as JSON in UTF-8. Reads a token only when its bytes are requested. */
final class TokenStream extends BlockInputStream {

    private final JsonParser parser;
    private final ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    private final JsonGenerator generator;
    private final long limit;
    private InputStream block = new ByteArrayInputStream(new byte[0]);
    private int depth;
    private long size;
    private boolean ended;

    /** @param limit the most bytes of the value; more are an error */
    TokenStream(JsonParser parser, long limit) throws IOException {
        this.parser = parser;
        this.generator = Json.generator(encoded);
        this.limit = limit;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        int read = block.read(target, offset, count);
        if (read >= 0 || ended) {
            return read;
        }
        encode();
        return block.read(target, offset, count);
    }

    /** Encodes tokens until the generator passes a block of bytes on. */
    private void encode() throws IOException {
        encoded.reset();
        while (!ended && encoded.size() == 0) {
            generator.copyCurrentEvent(parser);
            depth += parser.currentToken().isStructStart()
                    ? 1
                    : parser.currentToken().isStructEnd() ? -1 : 0;
            if (depth == 0) {
                ended = true;
                generator.flush();
            } else if (parser.nextToken() == null) {
                throw new MalformedJsonException(
                        BatchResponseReader.WHAT + " ends early at " + JsonErrors.place(parser.currentLocation()),
                        null);
            }
        }
        size += encoded.size();
        if (size > limit) {
            throw new MalformedJsonException(BatchResponseReader.WHAT + " has more than " + limit + " bytes", null);
        }
        block = new ByteArrayInputStream(encoded.toByteArray());
    }
}
