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

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ten thousand exchanges wait in one JVM for the ends of their batches on as many threads as ten do. Prints the heap
 * that one needs, and Camel's part of it: the heap that it needs in a route whose only step keeps the callback.
 */
class WaitingAtScaleIT {

    private static final int FEW = 10;
    private static final int MANY = 10_000;
    private static final int WARM_UP = 200;
    private static final int MOST_POLLS_AT_ONCE = 10;
    /**
     * Includes the header with the execution id, which an exchange has while it waits. About 2,150 bytes are usual; a
     * slow machine has more polls in flight when the heap is measured.
     */
    private static final long MOST_BYTES = 2_560;

    @TempDir
    private Path folder;

    private final WaitingServer server = new WaitingServer();

    WaitingAtScaleIT() throws IOException {}

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void tenThousandExchanges_waitOnTheThreadsOfTen() throws Exception {
        List<Figures> runs = Figures.ofSmallHeap(
                folder,
                ManyWaits.class,
                List.of(
                        server.url(),
                        task(ManyWaits.EXECUTE, WARM_UP),
                        task(ManyWaits.BARE, FEW),
                        task(ManyWaits.BARE, MANY),
                        task(ManyWaits.EXECUTE, FEW),
                        task(ManyWaits.EXECUTE, MANY)));

        assertThat(runs).hasSize(5);
        long bare = bytesEach(runs.get(1), runs.get(2));
        Figures few = runs.get(3);
        Figures many = runs.get(4);
        long each = bytesEach(few, many);
        System.out.printf(
                Locale.ROOT,
                "%nA waiting exchange: %,d bytes of heap, of which Camel's own are %,d%n%s%n",
                each,
                bare,
                many.text("threads"));
        assertThat(many.number("good")).isEqualTo(MANY);
        assertThat(few.number("good")).isEqualTo(FEW);
        assertThat(many.text("threads")).isEqualTo(few.text("threads"));
        assertThat(server.mostInFlight())
                .isEqualTo((int) many.number("pollThreads"))
                .isLessThanOrEqualTo(MOST_POLLS_AT_ONCE);
        assertThat(each).isLessThan(MOST_BYTES);
    }

    private static String task(String way, int exchanges) {
        return way + ":" + exchanges;
    }

    private static long bytesEach(Figures few, Figures many) {
        return (many.number("heapBytes") - few.number("heapBytes")) / (MANY - FEW);
    }
}
