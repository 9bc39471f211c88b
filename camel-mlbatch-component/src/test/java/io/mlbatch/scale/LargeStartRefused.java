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
package io.mlbatch.scale;

import java.nio.charset.StandardCharsets;

import org.apache.camel.builder.RouteBuilder;

import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.http.RawConnection;

/** A host, and a client of it that starts batches of one large body each, of which the last record is wrong. */
public final class LargeStartRefused {

    static final int RECORD_BYTES = 64 * 1024;

    private LargeStartRefused() {}

    /** @param args how many records are sent before the wrong one, once for each body */
    public static void main(String[] args) throws Exception {
        RouteBuilder routes = new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch-service:Cars/1.0?inputs=hp:numeric&invalidRecords=refuse")
                        .log("scored");
            }
        };
        // little is left of each once it is taken: what is large is the body
        String record = "{\"hp\":1},";
        byte[] records = (record + " ".repeat(RECORD_BYTES - record.length())).getBytes(StandardCharsets.UTF_8);
        try (RunningHost host = RunningHost.open(routes)) {
            Gauge gauge = new Gauge();
            for (String count : args) {
                try (RawConnection connection = host.connect()) {
                    gauge.start();
                    String last = "{\"hp\":\"many\"}]";
                    long length = 1 + Long.parseLong(count) * RECORD_BYTES + last.length();
                    connection
                            .head("POST /api/Cars/1.0/batch", "Content-Length: " + length)
                            .send("[");
                    for (int i = 0; i < Integer.parseInt(count); i++) {
                        connection.send(records);
                    }
                    String answer = connection.send(last).answer();
                    Figures figures = new Figures()
                            .put("status", answer.split(" ")[1])
                            .put("bytes", length)
                            .put("named", answer.contains("record " + count));
                    gauge.writeTo(figures);
                    System.out.println(figures);
                }
            }
        }
    }
}
