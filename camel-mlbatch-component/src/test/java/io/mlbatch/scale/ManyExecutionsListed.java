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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;

import io.mlbatch.camel.MlbatchEndpoint;

/** Consumes from a server that lists more executions than fit into the heap, until the list was read three times. */
public final class ManyExecutionsListed {

    private ManyExecutionsListed() {}

    /** @param args the server's URL */
    public static void main(String[] args) throws Exception {
        CountDownLatch lists = new CountDownLatch(3);
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("lists", new DefaultPollingConsumerPollStrategy() {
                @Override
                public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
                    lists.countDown();
                }
            });
            MlbatchEndpoint endpoint = camel.getEndpoint(
                    "mlbatch:TxService/1.0?initialDelay=1&delay=100&pollStrategy=#lists&serverUrl=" + args[0],
                    MlbatchEndpoint.class);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(endpoint).to("mock:end");
                }
            });
            Gauge gauge = new Gauge();
            gauge.start();
            camel.start();
            boolean read = lists.await(4, TimeUnit.MINUTES);
            Figures figures = new Figures().put("read", read ? 3 : 0).put("watched", endpoint.getExecutionsInFlight());
            gauge.writeTo(figures);
            System.out.println(figures);
        }
    }
}
