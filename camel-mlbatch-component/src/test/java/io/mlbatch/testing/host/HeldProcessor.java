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
package io.mlbatch.testing.host;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.awaitility.Awaitility;

import io.mlbatch.service.MlbatchServiceConstants;

/** An asynchronous step of a route that the test releases, for the records of one batch at a time. */
public final class HeldProcessor extends AsyncProcessorSupport {

    private record Held(Exchange exchange, AsyncCallback callback) {}

    // by index: records that are in flight together arrive in any order
    private final Map<Integer, Held> held = new ConcurrentHashMap<>();
    private final AtomicInteger seen = new AtomicInteger();

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        int index = exchange.getMessage().getHeader(MlbatchServiceConstants.INDEX, Integer.class);
        seen.incrementAndGet();
        held.put(index, new Held(exchange, callback));
        return false;
    }

    /** The number of records that have arrived, including repetitions. */
    public int seen() {
        return seen.get();
    }

    public int waiting() {
        return held.size();
    }

    /** Releases a record with this body; waits for the record if need be. */
    public void release(int index, Object body) {
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> held.containsKey(index));
        Held next = held.remove(index);
        next.exchange().getMessage().setBody(body);
        next.callback().done(false);
    }
}
