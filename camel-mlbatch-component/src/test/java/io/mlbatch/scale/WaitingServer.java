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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;

import io.mlbatch.testing.http.LoopbackHttp;

/**
 * A server whose batches make slow progress until a request completes all of them. It counts polls, and delays them on
 * request. These requests use HTTP, so that another JVM can send them.
 */
final class WaitingServer implements AutoCloseable {

    static final String SERVICE = "TxService/1.0";

    /** Gives how many executions have been polled so far. */
    static final String POLLED = "/control/polled";

    /** Gives how many polls are in flight. */
    static final String IN_FLIGHT = "/control/inFlight";

    /** From now on polls get no response. */
    static final String HOLD = "/control/hold";

    /** Polls get responses again. */
    static final String RELEASE = "/control/release";

    /** Completes the batches that were started. */
    static final String COMPLETE = "/control/complete";

    // more than any client shall have in flight
    private static final int THREADS = 50;
    private static final String DESCRIPTION = """
            [{"name":"TxService","version":"1.0",
            "inputParameterDefinitions":[{"name":"hp","type":"numeric"},{"name":"wt","type":"numeric"}],
            "outputParameterDefinitions":[{"name":"answer","type":"numeric"}]}]
            """;

    // as long as those of real servers
    private static final String ID = "9c6be3d2-0b7a-4f0e-8b8e-0000000-";

    private static final String PROGRESS = "{\"state\":\"InProgress\",\"completedItemCount\":1,"
            + "\"totalItemCount\":1000000,\"parallelCount\":10,\"batchExecutionResults\":[]}";

    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final AtomicInteger polls = new AtomicInteger();
    private final Set<Integer> polled = ConcurrentHashMap.newKeySet();
    private final LoopbackHttp http = new LoopbackHttp(THREADS, this::handle);
    private volatile int complete;
    private volatile CountDownLatch held = new CountDownLatch(0);

    WaitingServer() throws IOException {}

    String url() {
        return http.url();
    }

    /** The most polls that were in flight at once. */
    int mostInFlight() {
        return mostInFlight.get();
    }

    /** All polls so far. */
    int polls() {
        return polls.get();
    }

    /** The number of an execution: the last part of its id. */
    static int number(String executionId) {
        return Integer.parseInt(executionId.substring(executionId.lastIndexOf('-') + 1));
    }

    /** The result of the only record of an execution. */
    static double answer(int execution) {
        return execution / 2.0;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/control/")) {
            LoopbackHttp.respond(exchange, 200, String.valueOf(control(path)));
        } else if (path.equals("/services/" + SERVICE)) {
            LoopbackHttp.respond(exchange, 200, DESCRIPTION);
        } else if (exchange.getRequestMethod().equals("POST")) {
            exchange.getRequestBody().readAllBytes();
            LoopbackHttp.respond(
                    exchange,
                    202,
                    "{\"name\":\"TxService\",\"version\":\"1.0\",\"batchExecutionId\":\"" + ID
                            + starts.incrementAndGet() + "\"}");
        } else {
            poll(exchange, number(path));
        }
    }

    private int control(String path) {
        switch (path) {
            case POLLED:
                return polled.size();
            case IN_FLIGHT:
                return inFlight.get();
            case HOLD:
                held = new CountDownLatch(1);
                return 0;
            case RELEASE:
                held.countDown();
                return 0;
            default:
                complete = starts.get();
                return complete;
        }
    }

    private void poll(HttpExchange exchange, int execution) throws IOException {
        int now = inFlight.incrementAndGet();
        try {
            mostInFlight.accumulateAndGet(now, Math::max);
            polls.incrementAndGet();
            polled.add(execution);
            held.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            // before the client can have the response and send the next poll
            inFlight.decrementAndGet();
        }
        LoopbackHttp.respond(exchange, 200, execution <= complete ? last(execution) : PROGRESS);
    }

    private static String last(int execution) {
        return "{\"state\":\"Complete\",\"completedItemCount\":1,\"totalItemCount\":1,\"parallelCount\":10,"
                + "\"batchExecutionResults\":[{\"success\":true,\"errorMessage\":\"\",\"consoleOutput\":\"\","
                + "\"changedFiles\":[],\"outputParameters\":{\"answer\":" + answer(execution) + "}}]}";
    }

    @Override
    public void close() {
        held.countDown();
        http.close();
    }
}
