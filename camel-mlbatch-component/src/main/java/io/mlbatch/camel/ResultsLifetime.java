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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Ordered;
import org.apache.camel.SafeCopyProperty;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.spi.SynchronizationVetoable;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.SynchronizationAdapter;

import io.mlbatch.camel.OutputBodies.ResultBodies;
import io.mlbatch.protocol.BatchResponse;

/**
 * Frees results on disk when their exchange is done. Results of an exchange that was copied (onCompletion, wireTap,
 * multicast, aggregate) and results that are returned to a caller can be in use by another exchange. These are freed by
 * the garbage collector with the last reference, or when the component stops. Results of a part of a split or multicast
 * live as long as the parent, whose aggregation may hold all of them.
 */
final class ResultsLifetime extends SynchronizationAdapter implements SynchronizationVetoable, SafeCopyProperty {

    private static final String PROPERTY = "CamelMlbatchResults|";

    private final BatchResponse response;
    private final AtomicInteger copies = new AtomicInteger();

    private ResultsLifetime(BatchResponse response) {
        this.response = response;
    }

    static void of(Exchange exchange, BatchResponse response) {
        if (!response.results().isOnDisk()) {
            return;
        }
        ResultsLifetime lifetime = new ResultsLifetime(response);
        // Camel calls safeCopy() when it copies the exchange
        exchange.getExchangeExtension().setSafeCopyProperty(PROPERTY + System.identityHashCode(lifetime), lifetime);
        UnitOfWork parent = exchange.getProperty(ExchangePropertyKey.STREAM_CACHE_UNIT_OF_WORK, UnitOfWork.class);
        UnitOfWork unitOfWork = parent == null ? exchange.getUnitOfWork() : parent;
        if (unitOfWork == null) {
            exchange.getExchangeExtension().addOnCompletion(lifetime);
        } else {
            addLast(exchange, unitOfWork, lifetime);
        }
    }

    /**
     * Camel runs the latest first, and among equals of the lowest order the onCompletion of the route, which copies the
     * exchange, would come after this one: those are added again.
     */
    private static void addLast(Exchange exchange, UnitOfWork unitOfWork, ResultsLifetime lifetime) {
        List<Synchronization> others = new ArrayList<>();
        // the filter sees all synchronizations; none is handed over
        unitOfWork.handoverSynchronization(exchange, other -> {
            others.add(other);
            return false;
        });
        unitOfWork.addSynchronization(lifetime);
        for (Synchronization other : others) {
            if (other instanceof Ordered ordered && ordered.getOrder() == LOWEST) {
                unitOfWork.removeSynchronization(other);
                unitOfWork.addSynchronization(other);
            }
        }
    }

    @Override
    public int getOrder() {
        return LOWEST;
    }

    @Override
    public SafeCopyProperty safeCopy() {
        copies.incrementAndGet();
        return this;
    }

    @Override
    public boolean allowHandover() {
        return true;
    }

    /** The copy continues in the place of the exchange, as behind seda. */
    @Override
    public void beforeHandover(Exchange target) {
        copies.decrementAndGet();
    }

    @Override
    public void onComplete(Exchange exchange) {
        if (copies.get() <= 0 && !isReturned(exchange)) {
            response.close();
        }
    }

    @Override
    public void onFailure(Exchange exchange) {
        if (copies.get() <= 0) {
            response.close();
        }
    }

    private boolean isReturned(Exchange exchange) {
        boolean called = exchange.getFromRouteId() == null;
        boolean copied = exchange.getProperty(ExchangePropertyKey.CORRELATION_ID) != null;
        Object body = exchange.getMessage().getBody();
        boolean holdsResults = body == response || body instanceof ResultBodies bodies && bodies.response() == response;
        return (called || copied) && holdsResults;
    }
}
