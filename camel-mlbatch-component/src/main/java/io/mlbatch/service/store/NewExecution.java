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
package io.mlbatch.service.store;

import java.util.Iterator;
import java.util.Optional;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.TraceContext;

/**
 * A batch to be stored as an execution.
 *
 * @param service the service that computes it
 * @param owner the user who owns it; empty if callers do not log in
 * @param parallelCount the requested one, at least 1
 * @param chunkSize the maximum number of records that the service computes together, at least 1
 * @param traceparent the trace of the start, as in the header of that name; {@code null} if the caller sent none
 * @param isAnnounced whether its end is to be announced, see {@link Announcements}
 * @param key identifies repeated starts; empty if the caller sent none
 * @param records the records in the form of {@link io.mlbatch.protocol.json.RecordsJson#writeRecord}; read once
 */
public record NewExecution(
        ServiceId service,
        String owner,
        int parallelCount,
        int chunkSize,
        String traceparent,
        boolean isAnnounced,
        Optional<IdempotencyKey> key,
        Iterator<byte[]> records) {

    /** Creates a batch of a service that computes one record at a time, without a trace. */
    public NewExecution(
            ServiceId service,
            String owner,
            int parallelCount,
            Optional<IdempotencyKey> key,
            Iterator<byte[]> records) {
        this(service, owner, parallelCount, 1, null, false, key, records);
    }

    public NewExecution withTrace(Optional<TraceContext> trace) {
        return new NewExecution(
                service,
                owner,
                parallelCount,
                chunkSize,
                trace.map(TraceContext::parent).orElse(null),
                isAnnounced,
                key,
                records);
    }

    public NewExecution withRecords(Iterator<byte[]> others) {
        return new NewExecution(service, owner, parallelCount, chunkSize, traceparent, isAnnounced, key, others);
    }

    /** Returns this batch, whose end is announced if the argument is true. */
    public NewExecution withAnnouncement(boolean announced) {
        return new NewExecution(service, owner, parallelCount, chunkSize, traceparent, announced, key, records);
    }
}
