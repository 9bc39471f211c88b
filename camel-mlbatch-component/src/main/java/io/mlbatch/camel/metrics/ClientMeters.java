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
package io.mlbatch.camel.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.transport.CallListener;
import io.mlbatch.client.waiting.WaitListener;
import io.mlbatch.metrics.MeterName;
import io.mlbatch.metrics.Meters;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;

/** Counts the calls and waits of a component. Thread-safe. */
public final class ClientMeters implements CallListener, WaitListener, AutoCloseable {

    private static final String SUCCESS = "success";

    private final Meters meters;
    private final AtomicInteger waits = new AtomicInteger();

    public ClientMeters(Meters meters) {
        this.meters = meters;
        meters.gauge(MeterName.CLIENT_WAITS, waits, AtomicInteger::get);
    }

    @Override
    public void called(ApiCall call, long nanos, MlbatchException failure) {
        meters.record(MeterName.CLIENT_CALLS, nanos, call.label(), failure == null ? SUCCESS : kind(failure));
    }

    /** Returns the name of the exception's class without its suffix. */
    private static String kind(MlbatchException failure) {
        return failure.getClass().getSimpleName().replaceFirst("Exception$", "");
    }

    @Override
    public void sent(long bytes) {
        meters.count(MeterName.CLIENT_SENT, bytes);
    }

    @Override
    public void received(long bytes) {
        meters.count(MeterName.CLIENT_RECEIVED, bytes);
    }

    @Override
    public void began(ExecutionId id) {
        waits.incrementAndGet();
    }

    @Override
    public void ended(ExecutionId id) {
        waits.decrementAndGet();
    }

    @Override
    public void polled(ExecutionId id, BatchStatus status) {
        meters.count(MeterName.CLIENT_POLLS, 1, id.service().toString(), SUCCESS);
    }

    @Override
    public void failed(ExecutionId id, MlbatchException reason) {
        meters.count(MeterName.CLIENT_POLLS, 1, id.service().toString(), "failure");
    }

    @Override
    public void detected(ExecutionId id, Duration delay) {
        meters.record(MeterName.CLIENT_DETECTION, delay.toNanos(), id.service().toString());
    }

    /** Removes the meters. */
    @Override
    public void close() {
        meters.close();
    }
}
