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
package io.mlbatch.service;

import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.engine.ChunkOutcome;
import io.mlbatch.service.engine.ChunkProcessor;
import io.mlbatch.service.engine.RecordChunk;

/** Sends chunks through the route, from one start of its consumer to the next stop. */
final class RouteProcessor implements ChunkProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(RouteProcessor.class);

    private final MlbatchServiceConsumer consumer;
    private final RecordBinding binding;
    private volatile boolean stopped;

    RouteProcessor(MlbatchServiceConsumer consumer, RecordBinding binding) {
        this.consumer = consumer;
        this.binding = binding;
    }

    /**
     * From now on, failed chunks have no result and are computed after the next start: the stop is the likely cause.
     */
    void stop() {
        stopped = true;
    }

    @Override
    public void process(RecordChunk chunk, Consumer<ChunkOutcome> done) throws Exception {
        Exchange exchange = consumer.createExchange(false);
        // a unit of work of our own, because its end deletes files and streams: the outputs must be read before
        consumer.createUoW(exchange);
        RecordMark.set(exchange);
        binding.write(exchange, chunk);
        RecordContext.run(chunk, () -> process(exchange, chunk, done));
    }

    private void process(Exchange exchange, RecordChunk chunk, Consumer<ChunkOutcome> done) {
        consumer.getAsyncProcessor().process(exchange, doneSync -> {
            try {
                if (stopped && exchange.getException() != null) {
                    LOG.info(
                            "The computation of {} failed after the stop of the route and is repeated after the next"
                                    + " start: {}",
                            chunk,
                            exchange.getException().toString());
                } else {
                    // the outputs are read and stored when this call returns
                    done.accept(binding.read(exchange, chunk));
                }
            } finally {
                consumer.doneUoW(exchange);
                consumer.releaseExchange(exchange, false);
            }
        });
    }
}
