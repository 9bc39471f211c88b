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
package io.mlbatch.camel;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.LibraryVersion;
import io.mlbatch.testing.http.ScriptedServer.Request;

import static io.mlbatch.testing.http.ScriptedServer.BATCH;
import static io.mlbatch.testing.http.ScriptedServer.SERVICE;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

/** The trace and the user agent in the requests of the client. */
class TracedStartTest extends MlbatchTestSupport {

    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private Request start(Map<String, Object> headers) {
        server.on("POST", BATCH, json(202, "{\"batchExecutionId\":\"e1\"}"));
        succeeded(send("", ONE_RECORD, headers));
        return server.starts().get(0);
    }

    @Test
    void traceOfTheExchange_isSentWithTheStart() {
        Request start = start(Map.of("traceparent", PARENT, "tracestate", "vendor=1", "other", "secret"));

        assertThat(start.header("traceparent")).isEqualTo(PARENT);
        assertThat(start.header("tracestate")).isEqualTo("vendor=1");
        assertThat(start.header("other")).isNull();
    }

    @Test
    void traceOfTheExchange_isSentWithASingleRecord() {
        server.post(SERVICE, json("{\"success\":true,\"errorMessage\":\"\",\"outputParameters\":{}}"));

        succeed("&operation=consume", ONE_RECORD, Map.of("traceparent", PARENT));

        assertThat(server.requests())
                .filteredOn(request ->
                        request.path().equals(SERVICE) && request.method().equals("POST"))
                .first()
                .satisfies(request -> assertThat(request.header("traceparent")).isEqualTo(PARENT));
    }

    @Test
    void invalidTrace_isNotSent() {
        Request start = start(Map.of("traceparent", PARENT + "0", "tracestate", "vendor=1"));

        assertThat(start.header("traceparent")).isNull();
        assertThat(start.header("tracestate")).isNull();
    }

    @Test
    void allRequests_nameTheLibraryAndItsVersion() {
        start(Map.of());

        assertThat(LibraryVersion.text()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(server.requests()).isNotEmpty().allSatisfy(request -> assertThat(request.header("User-Agent"))
                .isEqualTo("mlbatch/" + LibraryVersion.text()));
    }
}
