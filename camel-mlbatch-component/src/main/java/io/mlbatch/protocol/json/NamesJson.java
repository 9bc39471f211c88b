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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonToken;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;

/** Arrays of names: execution ids and file names. */
public final class NamesJson {

    private NamesJson() {}

    /** The names; empty for {@code null} and for an empty body, which some servers send for "none". */
    public static List<String> read(InputStream in, String what) throws IOException {
        byte[] body = in.readAllBytes();
        if (new String(body, StandardCharsets.UTF_8).isBlank()) {
            return List.of();
        }
        return Json.read(new ByteArrayInputStream(body), what, parser -> {
            if (parser.currentToken() != JsonToken.VALUE_NULL) {
                Json.expect(parser, JsonToken.START_ARRAY, what);
            }
            return Json.texts(parser);
        });
    }

    /** The execution ids of a service; empty like {@link #read}. */
    public static List<ExecutionId> readExecutions(InputStream in, ServiceId service) throws IOException {
        String what = "the list of executions";
        List<ExecutionId> executions = new ArrayList<>();
        for (String value : read(in, what)) {
            executions.add(StartedJson.executionId(service, value, what));
        }
        return executions;
    }

    public static byte[] write(List<String> names) {
        return Json.bytes(generator -> Json.writeTexts(generator, names));
    }
}
