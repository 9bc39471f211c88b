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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.testing.http.ScriptedServer;

import static io.mlbatch.testing.http.ScriptedServer.result;
import static io.mlbatch.testing.http.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

class ItemEmissionTest extends MlbatchConsumerSupport {

    private static final String FAILED_RESULT =
            "{\"success\":false,\"errorMessage\":\"object 'hp' not found\",\"outputParameters\":{}}";

    private void holds(String state, String... results) {
        server.holds("e1")
                .poll("e1", status(state, results.length, results.length, "[" + String.join(",", results) + "]"));
    }

    private void holdsResults(int count) {
        holds(
                "Complete",
                IntStream.range(0, count).mapToObj(ScriptedServer::result).toArray(String[]::new));
    }

    @Test
    void records_areEmittedInOrderWithTheirBatchPosition() throws Exception {
        holdsResults(3);

        consume("&emit=item");
        awaitExactly(3, 3);

        assertThat(seen)
                .extracting(exchange -> ((ServiceResponse) exchange.body()).output("answer"))
                .containsExactly(prediction(0), prediction(1), prediction(2));
        assertThat(headers(MlbatchConstants.INDEX)).containsExactly(0, 1, 2);
        assertThat(seen).extracting(Seen::batchIndex).containsExactly(0, 1, 2);
        assertThat(seen).extracting(Seen::batchSize).containsExactly(3, 3, 3);
        assertThat(seen).extracting(Seen::batchComplete).containsExactly(false, false, true);
        assertThat(seen).allSatisfy(exchange -> assertThat(exchange.headers())
                .containsEntry(MlbatchConstants.EXECUTION_ID, "e1")
                .containsEntry(MlbatchConstants.STATE, "complete")
                .containsEntry(MlbatchConstants.TOTAL_ITEM_COUNT, 3)
                .containsEntry(MlbatchConstants.SUCCESS, true)
                .doesNotContainKey(MlbatchConstants.ERROR_MESSAGE));
    }

    private static Map<String, List<Integer>> prediction(int i) {
        return Map.of("am_Pred", List.of(i));
    }

    @Test
    void failedRecord_hasSuccessFalseAndTheError() throws Exception {
        holds("Complete", result(0), FAILED_RESULT);

        consume("&emit=item");
        soon().until(() -> seen.size() == 2);

        assertThat(headers(MlbatchConstants.SUCCESS)).containsExactly(true, false);
        assertThat(headers(MlbatchConstants.ERROR_MESSAGE)).containsExactly(null, "object 'hp' not found");
    }

    @Test
    void recordWithoutResult_isOmittedAndOthersKeepTheirIndex() throws Exception {
        holds("Failed", result(0), "null", result(2));

        consume("&emit=item");
        awaitExactly(2, 3);

        assertThat(headers(MlbatchConstants.INDEX)).containsExactly(0, 2);
        assertThat(seen).extracting(Seen::batchSize).containsExactly(2, 2);
        assertThat(seen).extracting(Seen::batchComplete).containsExactly(false, true);
    }

    @Test
    void failedRecords_areRedeliveredAndNoOthers() throws Exception {
        holdsResults(4);
        AtomicBoolean refusing = new AtomicBoolean(true);

        consume("r1", "&emit=item&exceptionHandler=#failures", exchange -> {
            seen.add(Seen.of(exchange));
            int index = exchange.getMessage().getHeader(MlbatchConstants.INDEX, Integer.class);
            if (index == 1 && refusing.get() || index == 2 && refusing.getAndSet(false)) {
                throw new IllegalStateException("not yet");
            }
        });
        awaitExactly(6, 3);

        assertThat(headers(MlbatchConstants.INDEX)).containsExactly(0, 1, 2, 3, 1, 2);
        assertThat(headers(Exchange.REDELIVERED)).containsExactly(null, null, null, null, true, true);
        assertThat(seen.stream().skip(4).map(Seen::batchIndex)).containsExactly(0, 1);
        assertThat(seen.stream().skip(4).map(Seen::batchSize)).containsOnly(2);
        assertThat(seen.stream().skip(4).map(Seen::batchComplete)).containsExactly(false, true);
    }

    @Test
    void spooledResults_areReadOneByOneAndReleasedAfterTheLast(@TempDir Path folder) throws Exception {
        spoolTo(folder);
        holdsResults(50);
        Queue<Long> open = new ConcurrentLinkedQueue<>();

        consume("r1", "&emit=item", exchange -> {
            open.add(openFilesIn(folder));
            seen.add(Seen.of(exchange));
        });
        soon().until(() -> seen.size() == 50);

        assertThat(open).containsOnly(1L);
        soon().until(() -> openFilesIn(folder) == 0);
        assertThat(headers(MlbatchConstants.INDEX))
                .isEqualTo(IntStream.range(0, 50).boxed().toList());
    }

    /** Spool files have no name; only their descriptors show them. */
    private static long openFilesIn(Path folder) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> leadsInto(descriptor, folder))
                    .count();
        }
    }

    private static boolean leadsInto(Path descriptor, Path folder) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(folder);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void asynchronousRoute_hasALimitedNumberOfExchangesInFlight() throws Exception {
        holdsResults(250);
        Queue<AsyncCallback> open = new ConcurrentLinkedQueue<>();

        consume("r1", "&emit=item", new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                seen.add(Seen.of(exchange));
                open.add(callback);
                return false;
            }
        });
        soon().until(() -> seen.size() == 100);
        for (int i = 0; i < 10; i++) {
            open.remove().done(false);
        }
        soon().until(() -> seen.size() == 110);
        assertThat(open).hasSize(100);
        soon().until(() -> {
            for (AsyncCallback callback = open.poll(); callback != null; callback = open.poll()) {
                callback.done(false);
            }
            return seen.size() == 250;
        });

        awaitExactly(250, 3);
    }
}
