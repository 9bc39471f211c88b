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
package io.mlbatch.survival;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;

import io.mlbatch.testing.http.LoopbackHttp;

/** A server that holds completed executions of one result each, until a request deletes them. */
final class HoldingServer implements AutoCloseable {

    static final String SERVICE = "TxService/1.0";

    private static final String BATCH = "/api/" + SERVICE + "/batch";

    private final LoopbackHttp http = new LoopbackHttp(16, this::handle);
    private final List<String> held = new CopyOnWriteArrayList<>();
    private final Queue<CountDownLatch> lists = new ConcurrentLinkedQueue<>();
    private final Queue<CountDownLatch> fetches = new ConcurrentLinkedQueue<>();

    HoldingServer() throws IOException {}

    String url() {
        return http.url();
    }

    /** Holds so many more. */
    void hold(int more) {
        int first = held.size();
        held.addAll(IntStream.range(first, first + more)
                .mapToObj(number -> "e" + number)
                .toList());
    }

    /** The ids of the executions that it holds. */
    List<String> held() {
        return List.copyOf(held);
    }

    /** Ends when the server has returned its list so many times from now on. */
    CountDownLatch lists(int times) {
        return counting(lists, times);
    }

    /** Ends when the server has returned so many executions with their results from now on. */
    CountDownLatch fetches(int times) {
        return counting(fetches, times);
    }

    private static CountDownLatch counting(Queue<CountDownLatch> latches, int times) {
        CountDownLatch latch = new CountDownLatch(times);
        latches.add(latch);
        return latch;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String id = path.substring(path.lastIndexOf('/') + 1);
        if (path.equals("/services/" + SERVICE)) {
            LoopbackHttp.respond(exchange, 200, """
                    [{"name":"TxService","version":"1.0","inputParameterDefinitions":[],
                    "outputParameterDefinitions":[{"name":"answer","type":"numeric"}]}]""");
        } else if (path.equals(BATCH)) {
            LoopbackHttp.respond(
                    exchange,
                    200,
                    held.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(",", "[", "]")));
            lists.forEach(CountDownLatch::countDown);
        } else if (!held.contains(id)) {
            LoopbackHttp.respond(exchange, 404, "{\"message\":\"no such execution\"}");
        } else if (exchange.getRequestMethod().equals("DELETE")) {
            held.remove(id);
            LoopbackHttp.respond(exchange, 200, "[\"" + id + "\"]");
        } else {
            LoopbackHttp.respond(exchange, 200, """
                    {"state":"Complete","completedItemCount":1,"totalItemCount":1,"parallelCount":1,
                    "batchExecutionResults":[{"success":true,"errorMessage":"","consoleOutput":"","changedFiles":[],
                    "outputParameters":{"answer":1.5}}]}""");
            fetches.forEach(CountDownLatch::countDown);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
