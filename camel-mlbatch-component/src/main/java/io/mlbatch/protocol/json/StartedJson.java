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

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;

/** Reads and writes the response to a start: {@code {"name","version","batchExecutionId"}}. */
public final class StartedJson {

    private static final String WHAT = "the response to start";

    private StartedJson() {}

    /** Accepts both spellings of the execution id: {@code batchExecutionId} and {@code BatchExecutionId}. */
    public static ExecutionId read(InputStream in, ServiceId service) throws IOException {
        String[] id = new String[1];
        Json.read(in, WHAT, parser -> {
            Json.fields(parser, WHAT, name -> {
                String text = Json.text(parser);
                if (name.equalsIgnoreCase("batchExecutionId") && text != null) {
                    id[0] = text;
                }
            });
            return id;
        });
        if (id[0] == null) {
            throw new MalformedJsonException(WHAT + " has no batchExecutionId", null);
        }
        return executionId(service, id[0], WHAT);
    }

    /** Rejects an execution id of a server that cannot stand in a path. */
    private static ExecutionId executionId(ServiceId service, String value, String what) throws MalformedJsonException {
        try {
            return new ExecutionId(service, value);
        } catch (IllegalArgumentException e) {
            throw new MalformedJsonException(what + ": " + e.getMessage(), e);
        }
    }

    /** Sends both spellings: the vendor's published Python client reads only the capital one. */
    public static byte[] write(ExecutionId id) {
        return Json.bytes(generator -> {
            generator.writeStartObject();
            generator.writeStringField("name", id.service().name());
            generator.writeStringField("version", id.service().version());
            generator.writeStringField("batchExecutionId", id.value());
            generator.writeStringField("BatchExecutionId", id.value());
            generator.writeEndObject();
        });
    }
}
