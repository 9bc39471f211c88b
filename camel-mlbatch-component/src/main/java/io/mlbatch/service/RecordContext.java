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

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.service.engine.RecordChunk;

/**
 * Marks the current thread as processing records, or the announcement of an end: their log lines have the execution id,
 * and the index of the first record, in the MDC, and errors are logged as {@link RecordFailureLog} does.
 */
final class RecordContext {

    static final String EXECUTION_ID = "mlbatch.executionId";
    static final String INDEX = "mlbatch.index";

    private static final ThreadLocal<Boolean> OPEN = new ThreadLocal<>();

    private RecordContext() {}

    /** Runs the part of the processing of records that the current thread does. */
    static void run(RecordChunk chunk, Runnable processing) {
        MDC.put(INDEX, Integer.toString(chunk.first()));
        try {
            run(chunk.id(), processing);
        } finally {
            MDC.remove(INDEX);
        }
    }

    /** Runs the part of the announcement of an execution that the current thread does. */
    static void run(ExecutionId id, Runnable processing) {
        OPEN.set(true);
        MDC.put(EXECUTION_ID, id.value());
        try {
            processing.run();
        } finally {
            OPEN.remove();
            MDC.remove(EXECUTION_ID);
        }
    }

    /** Returns true if the current thread processes records or an announcement. */
    static boolean isOpen() {
        return OPEN.get() != null;
    }
}
