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

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.BeforeEach;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** Routes that consume from the scripted server, and the exchanges that they received. */
abstract class MlbatchConsumerSupport extends MlbatchTestSupport {

    final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    /** Failures that reach the handler {@code #failures}, which does not log them. */
    final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** Content of an exchange, copied while the exchange exists. */
    record Seen(Object body, Map<String, Object> headers, int batchIndex, int batchSize, boolean batchComplete) {

        static Seen of(Exchange exchange) {
            Object body = exchange.getMessage().getBody();
            return new Seen(
                    body instanceof BatchResponse || body instanceof ServiceResponse
                            ? body
                            : exchange.getMessage().getBody(String.class),
                    Map.copyOf(exchange.getMessage().getHeaders()),
                    exchange.getProperty(Exchange.BATCH_INDEX, Integer.class),
                    exchange.getProperty(Exchange.BATCH_SIZE, Integer.class),
                    exchange.getProperty(Exchange.BATCH_COMPLETE, Boolean.class));
        }

        String id() {
            return (String) headers.get(MlbatchConstants.EXECUTION_ID);
        }
    }

    @BeforeEach
    final void bindHandler() {
        camel.getRegistry().bind("failures", new ExceptionHandler() {
            @Override
            public void handleException(Throwable exception) {
                failures.add(exception);
            }

            @Override
            public void handleException(String message, Throwable exception) {
                failures.add(exception);
            }

            @Override
            public void handleException(String message, Exchange exchange, Throwable exception) {
                failures.add(exception);
            }
        });
    }

    final void consume(String options) throws Exception {
        consume("r1", options, exchange -> seen.add(Seen.of(exchange)));
    }

    /** Consumes with a route that fails for its first exchanges. */
    final void consumeFailing(int failing, String options) throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        consume("r1", options + "&exceptionHandler=#failures", exchange -> {
            seen.add(Seen.of(exchange));
            if (attempts.incrementAndGet() <= failing) {
                throw new IllegalStateException("not yet");
            }
        });
    }

    final void consume(String routeId, String options, Processor processor) throws Exception {
        String slow = options.contains("&delay=") ? "" : "&delay=5&maxDelay=10";
        route(route -> route.from(
                        "mlbatch:TxService/1.0?initialDelay=1" + slow + "&serverUrl=" + server.url() + options)
                .routeId(routeId)
                .process(processor));
    }

    /** Binds a repository in which these executions of the group are emitted. */
    final MemoryIdempotentRepository repository(String group, String... ids) {
        MemoryIdempotentRepository repository = new MemoryIdempotentRepository();
        repository.start();
        List.of(ids).forEach(id -> repository.add(key(group, id)));
        camel.getRegistry().bind("repository", repository);
        return repository;
    }

    final String key(String group, String id) {
        return group + "|" + server.url() + "|TxService/1.0|" + id;
    }

    /** Waits for this many exchanges, then for more lists, during which no other exchange may arrive. */
    final void awaitExactly(int exchanges, int moreLists) {
        soon().until(() -> seen.size() == exchanges);
        awaitLists(moreLists);
        assertThat(seen).hasSize(exchanges);
    }

    /** Waits until the consumer has read the list this many times from now on. */
    final void awaitLists(int more) {
        int before = server.listed();
        soon().until(() -> server.listed() >= before + more);
    }

    final List<Object> headers(String name) {
        return seen.stream().map(exchange -> exchange.headers().get(name)).toList();
    }

    final List<String> ids() {
        return seen.stream().map(Seen::id).toList();
    }
}
