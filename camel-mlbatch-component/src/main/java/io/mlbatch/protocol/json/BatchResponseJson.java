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
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.Results;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.protocol.spool.SpoolWriter;

/** Reads and writes the status and results of one execution: BatchWebServiceResult. */
public final class BatchResponseJson {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);

    private BatchResponseJson() {}

    /**
     * Reads one response. Its results stay in memory or on disk as the received bytes; each result is parsed on
     * request.
     *
     * @param definitions the outputs that the service declares, for decoding
     * @param spools keep the results until the response is closed
     * @param wanted returns whether the caller wants the results of a response with this status. Called once, and only
     *     when the response has results: at the first result if state and both counts came before (the parallel count
     *     may still be 0), else at the response's end. When it returns false, the response has no results, and the
     *     reader stops at the place of the call
     */
    public static BatchResponse read(
            InputStream in,
            ExecutionId id,
            List<Parameter> definitions,
            SpoolFactory spools,
            Predicate<BatchStatus> wanted)
            throws IOException {
        try (SpoolWriter copy = new SpoolWriter(spools)) {
            BatchResponseReader reader = new BatchResponseReader(wanted);
            BatchStatus status = Json.read(new TeeInputStream(in, copy), BatchResponseReader.WHAT, reader);
            return new BatchResponse(
                    id,
                    status,
                    reader.hasResults()
                            ? new StoredResults(copy.finish(), reader.results(), definitions)
                            : Results.NONE);
        }
    }

    /** Reads a response with all its results. */
    public static BatchResponse read(InputStream in, ExecutionId id, List<Parameter> definitions, SpoolFactory spools)
            throws IOException {
        return read(in, id, definitions, spools, status -> true);
    }

    /** Reads a response that is in memory. */
    public static BatchResponse read(InputStream in, ExecutionId id, List<Parameter> definitions) throws IOException {
        return read(in, id, definitions, SpoolFactory.IN_MEMORY);
    }

    /** Returns the response as a stream, with its results as received. */
    public static InputStream stream(BatchResponse response) {
        return new SequenceInputStream(Collections.enumeration(
                List.of(bytes(head(response.status())), response.results().json(), bytes("}"))));
    }

    /** Writes the response as a part of the document of a generator. One result after the other is in memory. */
    public static void write(JsonGenerator generator, BatchResponse response) throws IOException {
        try (JsonParser parser = Json.parser(stream(response))) {
            parser.nextToken();
            generator.copyCurrentStructure(parser);
        }
    }

    /** Reads the response on which a parser stands, and keeps its results as {@link #read} does. */
    public static BatchResponse read(JsonParser parser, ExecutionId id, SpoolFactory spools, long limit)
            throws IOException {
        return read(new TokenStream(parser, limit), id, List.of(), spools);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the response as a stream that fetches each result only when it is read, so that its size does not matter.
     *
     * @param results results as {@link ServiceResponseJson#write} returned them, by index; {@code null} for a record
     *     without a result yet
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
