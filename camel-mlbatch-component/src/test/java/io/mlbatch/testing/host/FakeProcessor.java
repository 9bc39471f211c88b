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
package io.mlbatch.testing.host;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.mlbatch.protocol.json.ServiceResponseBuffer;
import io.mlbatch.service.engine.AbandonedRecords;
import io.mlbatch.service.engine.BatchEngine;
import io.mlbatch.service.engine.ChunkOutcome;
import io.mlbatch.service.engine.ChunkProcessor;
import io.mlbatch.service.engine.Deadlines;
import io.mlbatch.service.engine.EngineSizes;
import io.mlbatch.service.engine.RecordChecks;
import io.mlbatch.service.engine.RecordChunk;
import io.mlbatch.service.engine.RecordOutcome;

/** Processor that responds when the test calls {@link #complete}. A chunk has the name of its first record. */
public final class FakeProcessor implements ChunkProcessor {

    private final List<String> seen = new ArrayList<>();
    private final Map<String, Consumer<ChunkOutcome>> open = new LinkedHashMap<>();
    private final Map<String, RecordChunk> chunks = new LinkedHashMap<>();

    @Override
    public void process(RecordChunk chunk, Consumer<ChunkOutcome> done) {
        String name = name(chunk.records().get(0));
        seen.add(name);
        open.put(name, done);
        chunks.put(name, chunk);
    }

    private static String name(Map<String, Object> record) {
        return record.get("name").toString();
    }

    /** The names of the records that have arrived, in their order. */
    public List<String> seen() {
        return seen;
    }

    /** The names of the records that are not completed. */
    public List<String> open() {
        return List.copyOf(open.keySet());
    }

    /** Completes each record of a chunk with its name. */
    public void complete(String name) {
        open.remove(name).accept(names(chunks.get(name)));
    }

    /** Returns the outcome of a chunk in which each record has its name as result. */
    public static ChunkOutcome names(RecordChunk chunk) {
        return ChunkOutcome.of(
                chunk.records().stream().map(record -> result(name(record))).toList());
    }

    public static RecordOutcome result(String name) {
        return RecordOutcome.success(Map.of("name", name), List.of());
    }

    /** Returns the outcome of a single record as JSON; a failed one may be that of its chunk. */
    public static String text(ChunkOutcome outcome) {
        ServiceResponseBuffer buffer = new ServiceResponseBuffer();
        RecordOutcome record =
                outcome.failure() == null ? outcome.records().get(0) : RecordOutcome.failure(outcome.failure());
        record.writeTo(buffer);
        return new String(buffer.take(), StandardCharsets.UTF_8);
    }

    /** Computes one record at a time. */
    @FunctionalInterface
    public interface Single {
        void process(int index, Map<String, Object> record, Consumer<RecordOutcome> done) throws Exception;
    }

    public static ChunkProcessor single(Single processor) {
        return (chunk, done) -> processor.process(
                chunk.first(), chunk.records().get(0), outcome -> done.accept(ChunkOutcome.of(List.of(outcome))));
    }

    /** Creates an engine with chunks of one record, which has no predecessor and no timer. */
    public static BatchEngine engine(
            ChunkProcessor processor, Executor executor, int maxInFlight, Deadlines deadlines) {
        return engine(processor, executor, maxInFlight, deadlines, new AbandonedRecords());
    }

    public static BatchEngine engine(
            ChunkProcessor processor,
            Executor executor,
            int maxInFlight,
            Deadlines deadlines,
            AbandonedRecords abandoned) {
        return new BatchEngine(
                processor,
                RecordChecks.of(List.of(), false, false),
                executor,
                new EngineSizes(maxInFlight, 1, System::nanoTime),
                deadlines,
                action -> {},
                abandoned);
    }
}
