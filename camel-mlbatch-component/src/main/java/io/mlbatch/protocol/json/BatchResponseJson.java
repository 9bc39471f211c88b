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
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.Results;
import io.mlbatch.protocol.spool.SpoolWriter;
import io.mlbatch.protocol.spool.Spools;

/** Status and results of one execution: BatchWebServiceResult. */
public final class BatchResponseJson {

    private static final String WHAT = "the batch result";
    private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);

    private BatchResponseJson() {}

    /**
     * Reads one answer. Its results stay as the bytes that came; each is parsed when it is asked for.
     *
     * @param definitions the outputs that the service declares, for decoding
     * @param spools where the results are kept until the response is closed
     */
    public static BatchResponse read(InputStream in, ExecutionId id, List<Parameter> definitions, Spools spools)
            throws IOException {
        try (SpoolWriter copy = new SpoolWriter(spools)) {
            Map<String, String> texts = new HashMap<>();
            ResultIndex[] index = new ResultIndex[1];
            Json.read(new CopiedStream(in, copy), WHAT, parser -> {
                Json.fields(parser, WHAT, name -> {
                    if (name.equals("batchExecutionResults")) {
                        index[0] = findResults(parser);
                    } else {
                        texts.put(name, Json.text(parser));
                    }
                });
                return texts;
            });
            BatchStatus status = status(texts);
            return new BatchResponse(
                    id,
                    status,
                    index[0] == null || index[0].isEmpty()
                            ? Results.NONE
                            : new StoredResults(copy.finish(), index[0], definitions));
        }
    }

    /** Reads an answer that is in memory. */
    public static BatchResponse read(InputStream in, ExecutionId id, List<Parameter> definitions) throws IOException {
        return read(in, id, definitions, Spools.IN_MEMORY);
    }

    private static ResultIndex findResults(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        Json.expect(parser, JsonToken.START_ARRAY, WHAT + ", batchExecutionResults");
        ResultIndex index = new ResultIndex(offset(parser));
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                index.addNone(offset(parser));
            } else {
                Json.expect(parser, JsonToken.START_OBJECT, "the result of a record");
                index.add(offset(parser));
                parser.skipChildren();
            }
        }
        index.end(offset(parser) + 1);
        return index;
    }

    private static long offset(JsonParser parser) throws MalformedJsonException {
        long offset = parser.currentTokenLocation().getByteOffset();
        if (offset < 0) {
            throw new MalformedJsonException(WHAT + " is not in UTF-8", null);
        }
        return offset;
    }

    private static BatchStatus status(Map<String, String> texts) throws MalformedJsonException {
        try {
            return new BatchStatus(
                    BatchState.parse(texts.get("state")),
                    count(texts, "completedItemCount"),
                    count(texts, "totalItemCount"),
                    count(texts, "parallelCount"));
        } catch (IllegalArgumentException e) {
            throw new MalformedJsonException(WHAT + ": " + e.getMessage(), e);
        }
    }

    private static int count(Map<String, String> texts, String name) {
        String text = texts.get(name);
        try {
            return text == null ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is not a whole number: '" + text + "'", e);
        }
    }

    /** The answer as a stream: its results as they came. */
    public static InputStream stream(BatchResponse response) {
        return new SequenceInputStream(Collections.enumeration(
                List.of(bytes(head(response.status())), response.results().json(), bytes("}"))));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The answer as a stream that takes each result only when it is read, so that its size does not matter.
     *
     * @param results results as {@link ServiceResponseJson#write} gave them, by index; {@code null} where there is none
     *     yet
     */
    public static InputStream stream(BatchStatus status, Iterator<byte[]> results) {
        Iterator<byte[]> elements = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return results.hasNext();
            }

            @Override
            public byte[] next() {
                byte[] result = results.next();
                return result == null ? NULL : result;
            }
        };
        return JsonArrayParts.stream(head(status) + "[", elements, "]}");
    }

    private static String head(BatchStatus status) {
        return "{\"state\":\"" + status.state().wireName() + "\",\"completedItemCount\":" + status.completedItemCount()
                + ",\"totalItemCount\":" + status.totalItemCount()
                + (status.parallelCount() > 0 ? ",\"parallelCount\":" + status.parallelCount() : "")
                + ",\"batchExecutionResults\":";
    }
}
