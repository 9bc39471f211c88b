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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;

/**
 * Reads the status of one response and the positions of its results; stops at results that the caller does not want.
 * For one response.
 */
final class BatchResponseReader implements Json.DocumentReader<BatchStatus> {

    static final String WHAT = "the batch result";

    private static final String STATE = "state";
    private static final String COMPLETED = "completedItemCount";
    private static final String TOTAL = "totalItemCount";
    private static final String PARALLEL = "parallelCount";

    private static final int MAX_QUOTED_LENGTH = 40;

    // fields that must be known before the reader can reject results
    private static final Set<String> TELLING = Set.of(STATE, COMPLETED, TOTAL);

    private final Predicate<BatchStatus> wanted;
    private final Map<String, String> texts = new HashMap<>();
    private ResultIndex results;
    private boolean asked;
    private boolean stopped;

    /**
     * @param wanted returns whether the caller wants the results of a response with this status; called at most once
     */
    BatchResponseReader(Predicate<BatchStatus> wanted) {
        this.wanted = wanted;
    }

    /** Returns the status. {@link #results} contains the positions of the results afterwards. */
    @Override
    public BatchStatus read(JsonParser parser) throws IOException {
        Json.expect(parser, JsonToken.START_OBJECT, WHAT);
        while (!stopped && parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("batchExecutionResults")) {
                results = findResults(parser);
            } else if (TELLING.contains(name) || name.equals(PARALLEL)) {
                texts.put(name, Json.text(parser));
            } else {
                parser.skipChildren();
            }
        }
        BatchStatus status = status();
        if (hasResults() && !asked && !wanted.test(status)) {
            results = null;
        }
        return status;
    }

    /** Returns false also when the response has results that the caller does not want. */
    boolean hasResults() {
        return results != null && !results.isEmpty();
    }

    ResultIndex results() {
        return results;
    }

    /** Returns {@code null} for null, and when the reader stopped. */
    private ResultIndex findResults(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        Json.expect(parser, JsonToken.START_ARRAY, WHAT + ", batchExecutionResults");
        ResultIndex index = new ResultIndex(offset(parser));
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (stopsHere()) {
                return null;
            }
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

    private boolean stopsHere() throws MalformedJsonException {
        if (!asked && texts.keySet().containsAll(TELLING)) {
            asked = true;
            stopped = !wanted.test(status());
        }
        return stopped;
    }

    private static long offset(JsonParser parser) throws MalformedJsonException {
        long offset = parser.currentTokenLocation().getByteOffset();
        if (offset < 0) {
            throw new MalformedJsonException(WHAT + " is not in UTF-8", null);
        }
        return offset;
    }

    /** A field without a valid value does not make the response malformed: the execution may be running. */
    private BatchStatus status() throws MalformedJsonException {
        if (Collections.disjoint(texts.keySet(), TELLING)) {
            throw new MalformedJsonException(
                    WHAT + " has neither " + STATE + " nor " + COMPLETED + " nor " + TOTAL, null);
        }
        List<String> unreadable = new ArrayList<>();
        BatchState state = BatchState.find(texts.get(STATE));
        if (state == BatchState.UNKNOWN) {
            unreadable.add(quoted(STATE));
        }
        int completed = count(COMPLETED, unreadable);
        int total = count(TOTAL, unreadable);
        int parallel = count(PARALLEL, unreadable);
        return new BatchStatus(
                state, completed, total, parallel, unreadable.isEmpty() ? null : String.join(", ", unreadable));
    }

    private int count(String name, List<String> unreadable) {
        if (texts.get(name) == null) {
            return 0;
        }
        OptionalLong count = WholeNumbers.parse(texts.get(name));
        if (count.isEmpty() || count.getAsLong() < 0 || count.getAsLong() > Integer.MAX_VALUE) {
            unreadable.add(quoted(name));
            return 0;
        }
        return (int) count.getAsLong();
    }

    /** Returns the server's value shortened, and without characters that would forge a line of a log. */
    private String quoted(String name) {
        String value = texts.get(name);
        if (value == null) {
            return "no " + name;
        }
        String printable = value.replaceAll("\\p{Cntrl}", "?");
        return name + " '"
                + (printable.length() > MAX_QUOTED_LENGTH ? printable.substring(0, MAX_QUOTED_LENGTH) + "…" : printable)
                + "'";
    }
}
