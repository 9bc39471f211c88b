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
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.apache.camel.builder.LambdaRouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.testing.ChildJvm;
import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.http.RawConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A host reads the body of a start in a heap of 64 MiB, which could not hold it, up to its last record. Prints how fast
 * that was: client and host are one JVM, which sends and parses.
 */
@Tag("host")
class LargeStartIT {

    @TempDir
    private Path folder;

    @Test
    void bodyOfFourTimesTheHeap_isReadToItsInvalidRecord() throws Exception {
        List<Figures> runs = Figures.ofSmallHeap(folder, LargeStartRefused.class, List.of("500", "4096"));

        assertThat(runs).hasSize(2);
        Figures run = runs.get(1);
        assertThat(run.number("status")).isEqualTo(400);
        assertThat(run.text("named")).as("the answer names the record").isEqualTo("true");
        assertThat(run.number("bytes")).isGreaterThan(4 * ChildJvm.SMALL_HEAP_BYTES);
        assertThat(run.number("heapKiB") * 1024).isLessThan(ChildJvm.SMALL_HEAP_BYTES / 2);
        System.out.printf(
                Locale.ROOT,
                "%nA start of %,d bytes, in a heap of 64 MiB: %,d ms, %.1f MiB live%n",
                run.number("bytes"),
                run.number("millis"),
                run.number("heapKiB") / 1024.0);
    }

    /** A host, and a client of it that starts batches of one large body each, of which the last record is wrong. */
    public static final class LargeStartRefused {

        static final int RECORD_BYTES = 64 * 1024;

        private LargeStartRefused() {}

        /** @param args how many records are sent before the wrong one, once for each body */
        public static void main(String[] args) throws Exception {
            LambdaRouteBuilder routes =
                    builder -> builder.from("mlbatch-service:Cars/1.0?inputs=hp:numeric&invalidRecords=refuse")
                            .log("scored");
            // the records are short-lived: the body is the large part
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
}
