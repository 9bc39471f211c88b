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

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.mlbatch.protocol.ExecutionSummary;

/** Writes the details of executions. */
public final class ExecutionSummaryJson {

    private ExecutionSummaryJson() {}

    /** Writes an array of objects, see {@link #fields}. */
    public static byte[] write(List<ExecutionSummary> summaries) {
        return Json.bytes(generator -> Json.writeValue(
                generator, summaries.stream().map(ExecutionSummaryJson::fields).toList()));
    }

    /**
     * Returns the details by the names of their fields. The values are texts and numbers; the time of an end that is
     * not there, and an unknown number of failures, are {@code null}.
     */
    public static Map<String, Object> fields(ExecutionSummary summary) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", summary.id().service().name());
        fields.put("version", summary.id().service().version());
        fields.put("batchExecutionId", summary.id().value());
        fields.put("state", summary.status().state().wireName());
        fields.put("completedItemCount", summary.status().completedItemCount());
        fields.put(
                "failedItemCount",
                summary.failed().isPresent() ? summary.failed().getAsInt() : null);
        fields.put("totalItemCount", summary.status().totalItemCount());
        fields.put("parallelCount", summary.status().parallelCount());
        fields.put("owner", summary.owner());
        fields.put("created", text(summary.created()));
        fields.put(
                "finished", summary.finished().map(ExecutionSummaryJson::text).orElse(null));
        fields.put("bytes", summary.bytes());
        fields.put("sequence", summary.sequence());
        return fields;
    }

    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
