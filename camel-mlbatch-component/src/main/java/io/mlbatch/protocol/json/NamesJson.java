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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;

/** Reads arrays of names: execution ids and file names. */
public final class NamesJson {

    private static final int MAX_NAMES = 100_000;
    private static final int MAX_ID_LENGTH = 256;

    private NamesJson() {}

    /**
     * Reads names; returns an empty list for {@code null}. An entry that is not a text is an error: it could be a file
     * that the caller would miss.
     *
     * @param what names the document in errors
     */
    public static List<String> read(InputStream in, String what) throws IOException {
        return Json.read(in, what, parser -> {
            List<String> names = new ArrayList<>();
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return names;
            }
            Json.expect(parser, JsonToken.START_ARRAY, what);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                Json.expect(parser, JsonToken.VALUE_STRING, what);
                if (names.size() == MAX_NAMES) {
                    throw new MalformedJsonException(what + " has more than " + MAX_NAMES + " entries", null);
                }
                names.add(parser.getText());
            }
            expectEnd(parser, what);
            return names;
        });
    }

    /**
     * Reads the execution ids of a service without storing them. An entry that is not an execution id is skipped: it
     * must not hide the others. Any document other than an array is an error: an empty response or {@code null} is not
     * a list without executions.
     *
     * @return the number of skipped entries
     */
    public static long readExecutions(InputStream in, ServiceId service, Consumer<ExecutionId> each)
            throws IOException {
        String what = "the list of executions";
        return Json.read(in, what, parser -> {
            Json.expect(parser, JsonToken.START_ARRAY, what);
            long skipped = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                Optional<ExecutionId> id = executionId(parser, service);
                id.ifPresent(each);
                skipped += id.isPresent() ? 0 : 1;
            }
            expectEnd(parser, what);
            return skipped;
        });
    }

    /** Reads up to the end of the response: a response that is truncated after the array is not complete. */
    private static void expectEnd(JsonParser parser, String what) throws IOException {
        if (parser.nextToken() != null) {
            throw new MalformedJsonException(
                    what + " continues behind its array at " + JsonErrors.place(parser.currentTokenLocation()), null);
        }
    }

    private static Optional<ExecutionId> executionId(JsonParser parser, ServiceId service) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getTextLength() > MAX_ID_LENGTH) {
            parser.skipChildren();
            return Optional.empty();
        }
        try {
            return Optional.of(new ExecutionId(service, parser.getText()));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /**
     * Reads the response to a call whose content is not needed.
     *
     * @throws MalformedJsonException if it is a page and not that of the API
     */
    public static void requireNoPage(InputStream in, String what) throws IOException {
        int first = in.read();
        while (first >= 0 && Character.isWhitespace(first)) {
            first = in.read();
        }
        if (first == '<') {
            throw JsonErrors.page(what, null);
        }
    }

    public static byte[] write(List<String> names) {
        return Json.bytes(generator -> Json.writeTexts(generator, names));
    }
}
