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

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.spi.UnitOfWork;

import io.mlbatch.protocol.BatchResponse;

/**
 * Frees results when the exchange is done that has them. Where another one goes on with them, that is the one: the
 * parent of a split or multicast, whose aggregation may hold them all. Where nobody can tell, because a Java caller or
 * the step behind a recipient list got them, they go with the last reference to them, or with the component.
 */
final class ResultsLifetime implements Synchronization {

    private final BatchResponse response;

    private ResultsLifetime(BatchResponse response) {
        this.response = response;
    }

    static void of(Exchange exchange, BatchResponse response) {
        if (!response.results().isOnDisk()) {
            return;
        }
        ResultsLifetime lifetime = new ResultsLifetime(response);
        UnitOfWork parent = exchange.getProperty(ExchangePropertyKey.STREAM_CACHE_UNIT_OF_WORK, UnitOfWork.class);
        if (parent == null) {
            exchange.getExchangeExtension().addOnCompletion(lifetime);
        } else {
            parent.addSynchronization(lifetime);
        }
    }

    @Override
    public void onComplete(Exchange exchange) {
        if (!isTakenOver(exchange)) {
            response.close();
        }
    }

    @Override
    public void onFailure(Exchange exchange) {
        response.close();
    }

    private boolean isTakenOver(Exchange exchange) {
        boolean called = exchange.getFromRouteId() == null;
        boolean copied = exchange.getProperty(ExchangePropertyKey.CORRELATION_ID) != null;
        return (called || copied) && exchange.getMessage().getBody() == response;
    }
}
