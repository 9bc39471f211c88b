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
package io.mlbatch.service;

import org.slf4j.MDC;

import io.mlbatch.service.engine.RecordChunk;

/**
 * Marks the current thread as processing records: their log lines have the execution id and the index of the first
 * record in the MDC, and errors are logged as {@link RecordFailureLog} does.
 */
final class RecordContext implements AutoCloseable {

    static final String EXECUTION_ID = "mlbatch.executionId";
    static final String INDEX = "mlbatch.index";

    private static final ThreadLocal<RecordContext> CURRENT = new ThreadLocal<>();

    private RecordContext() {}

    static RecordContext open(RecordChunk chunk) {
        RecordContext context = new RecordContext();
        CURRENT.set(context);
        MDC.put(EXECUTION_ID, chunk.id().value());
        MDC.put(INDEX, Integer.toString(chunk.first()));
        return context;
    }

    /** Returns true if the current thread processes records. */
    static boolean isOpen() {
        return CURRENT.get() != null;
    }

    @Override
    public void close() {
        CURRENT.remove();
        MDC.remove(EXECUTION_ID);
        MDC.remove(INDEX);
    }
}
