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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
import io.mlbatch.protocol.ServiceResponse;

/** Status and results of one execution: BatchWebServiceResult. */
public final class BatchResponseJson {

    private static final String WHAT = "the batch result";
    private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);

    private BatchResponseJson() {}

    /**
     * Reads one answer.
     *
     * @param definitions the outputs that the service declares, for decoding
     */
    public static BatchResponse read(InputStream in, ExecutionId id, List<Parameter> definitions) throws IOException {
        return Json.read(in, WHAT, parser -> {
            Map<String, String> texts = new HashMap<>();
            List<ServiceResponse> results = new ArrayList<>();
            Json.fields(parser, WHAT, name -> {
                if (name.equals("batchExecutionResults")) {
                    readResults(parser, definitions, results);
                } else {
                    texts.put(name, Json.text(parser));
                }
            });
            return new BatchResponse(id, status(texts), results);
        });
    }

    private static void readResults(JsonParser parser, List<Parameter> definitions, List<ServiceResponse> results)
            throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        Json.expect(parser, JsonToken.START_ARRAY, WHAT + ", batchExecutionResults");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            results.add(
                    parser.currentToken() == JsonToken.VALUE_NULL
                            ? null
                            : ServiceResponseJson.read(parser, results.size(), definitions));
        }
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

    /** The answer as a stream that encodes each result only when it is read. */
    public static InputStream stream(BatchResponse response) {
        Iterator<ServiceResponse> results = response.iterator();
        return stream(response.status(), new Iterator<>() {
            private int next;
            private ServiceResponse held;

            @Override
            public boolean hasNext() {
                return held != null || results.hasNext();
            }

            @Override
            public byte[] next() {
                if (held == null) {
                    held = results.next();
                }
                // a gap before the next result that is there
                if (next++ < held.index()) {
                    return null;
                }
                byte[] encoded = ServiceResponseJson.write(held);
                held = null;
                return encoded;
            }
        });
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
        return new JsonArrayStream(head(status), elements, "]}");
    }

    private static String head(BatchStatus status) {
        return "{\"state\":\"" + status.state().wireName() + "\",\"completedItemCount\":" + status.completedItemCount()
                + ",\"totalItemCount\":" + status.totalItemCount()
                + (status.parallelCount() > 0 ? ",\"parallelCount\":" + status.parallelCount() : "")
                + ",\"batchExecutionResults\":[";
    }
}
