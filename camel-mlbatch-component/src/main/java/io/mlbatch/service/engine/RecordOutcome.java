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
package io.mlbatch.service.engine;

import java.util.List;
import java.util.Map;

import io.mlbatch.protocol.json.ServiceResponseBuffer;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.ProducedArtifact;

/**
 * The outcome of one record: outputs with artifacts, or an error message.
 *
 * @param outputs the outputs in their wire form, by name; {@code null} for a failed record
 * @param artifacts the files that the record produced
 * @param error the message of a failed record; {@code null} for a successful one
 */
public record RecordOutcome(Map<String, ?> outputs, List<ProducedArtifact> artifacts, String error) {

    public static RecordOutcome success(Map<String, ?> outputs, List<ProducedArtifact> artifacts) {
        return new RecordOutcome(outputs, artifacts, null);
    }

    public static RecordOutcome failure(String error) {
        return new RecordOutcome(null, List.of(), ItemResult.truncate(error));
    }

    /** Returns the outcome of a record whose computation threw. */
    public static RecordOutcome failure(Throwable cause) {
        return failure(ItemResult.message(cause));
    }

    public boolean isFailed() {
        return error != null;
    }

    /** Adds the result to a buffer. Returns the outcome: a failure if an output has no JSON form. */
    public RecordOutcome writeTo(ServiceResponseBuffer buffer) {
        if (!isFailed()) {
            try {
                buffer.addSuccess(outputs, ProducedArtifact.names(artifacts));
                return this;
            } catch (RuntimeException | StackOverflowError e) {
                return failure(e).writeTo(buffer);
            }
        }
        buffer.addFailure(error);
        return this;
    }
}
