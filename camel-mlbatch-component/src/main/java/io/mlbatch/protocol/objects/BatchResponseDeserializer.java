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
package io.mlbatch.protocol.objects;

import java.io.IOException;
import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.json.BatchResponseJson;
import io.mlbatch.protocol.spool.SpoolFactory;

/**
 * Reads a response as the wire has it. Results of more than 4 MiB are on disk until the response is closed or
 * unreachable; more than 2 GiB are an error. The wire does not name the execution: service, version and id are
 * {@code unknown}, and outputs are not decoded.
 */
public final class BatchResponseDeserializer extends JsonDeserializer<BatchResponse> {

    private static final ExecutionId UNKNOWN = new ExecutionId(new ServiceId("unknown", "unknown"), "unknown");

    private static final long MOST_BYTES = 2L << 30;

    private static final SpoolFactory SPOOLS =
            new SpoolFactory(SpoolFactory.DEFAULT_THRESHOLD_BYTES, Path.of(System.getProperty("java.io.tmpdir")));

    @Override
    public BatchResponse deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return BatchResponseJson.read(parser, UNKNOWN, SPOOLS, MOST_BYTES);
    }
}
