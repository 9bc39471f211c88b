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

import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A thousand exchanges wait for the batches of one host, which holds a poll of each, on the threads of ten; with the
 * profile {@code stress} ten thousand.
 */
@Tag("host")
@Timeout(600)
class LongPollsAtScaleIT {

    private static final int FEW = 10;
    private static final int MANY = Integer.getInteger("mlbatch.longPolls", 1_000);
    /** Three quarters of the connections may wait. */
    private static final int CONNECTIONS = MANY * 3 / 2;

    private static final long MOST_BYTES = 32 * 1024;

    @TempDir
    private Path folder;

    private final Gate gate = new Gate();

    @Test
    void manyLongPolls_needTheThreadsOfTen() throws Exception {
        RunningHost host = RunningHost.with(
                component -> {
                    component.setMaxConnections(CONNECTIONS);
                    component.setMaxExecutions(3 * MANY);
                },
                routes -> {
                    routes.from("mlbatch-service:" + ManyLongPolls.SERVICE + "?inputs=x:integer&outputs=y:integer")
                            .process(gate);
                    routes.from("mlbatch-service:Gate/1")
                            .process(exchange -> gate.turn())
                            .setBody(routes.constant("{}"));
                });
        try (host) {
            List<Figures> runs = Figures.of(
                    folder,
                    List.of("-Xmx512m"),
                    ManyLongPolls.class,
                    List.of(host.url(), String.valueOf(FEW), String.valueOf(FEW), String.valueOf(MANY)));
            Figures few = runs.get(1);
            Figures many = runs.get(2);
            long each = (many.number("heapBytes") - few.number("heapBytes")) / (MANY - FEW);
            System.out.printf("%nA long poll: %,d bytes of heap%n%s%n%s%n", each, few, many);
            assertThat(many.number("failed")).isZero();
            assertThat(many.text("threads")).isEqualTo(few.text("threads"));
            assertThat(each).isLessThan(MOST_BYTES);
        }
    }

    /** Holds records while it is closed. */
    private static final class Gate extends AsyncProcessorSupport {

        private final Queue<AsyncCallback> held = new ConcurrentLinkedQueue<>();
        private volatile boolean open;

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            exchange.getMessage().setBody(1);
            if (open) {
                callback.done(true);
                return true;
            }
            held.add(callback);
            return false;
        }

        void turn() {
            open = !open;
            for (AsyncCallback callback = held.poll(); callback != null; callback = held.poll()) {
                callback.done(false);
            }
        }
    }
}
