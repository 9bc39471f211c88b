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
package io.mlbatch.client.waiting;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ExecutionId;

/**
 * Settings for the polls of waits.
 *
 * @param operation the name of the operation that waits, for messages
 * @param call requests the status from the server; blocks; reads results only of an execution that has ended, if at all
 * @param threads run the calls; their number is the number of concurrent polls
 * @param listener is notified of the waits and their polls
 * @param longPolling the long polls of the server
 * @param steady whether progress is reported, so that a long poll must not be longer than the delay between polls
 */
public record Poller(
        String operation, Call call, Executor threads, WaitListener listener, LongPolling longPolling, boolean steady) {

    /** One request for the status of an execution. */
    public interface Call {

        /**
         * Returns the status.
         *
         * @param limit the maximum duration of the call, or {@code null}: the wait then has no limit
         * @param arrived a long poll whose response is read instead of a new request, or {@code null}
         */
        BatchResponse poll(ExecutionId id, Duration limit, LongPoll arrived);
    }

    /** A poller for the operation {@code execute}, without long polls. */
    public Poller(BiFunction<ExecutionId, Duration, BatchResponse> call, Executor threads, WaitListener listener) {
        this("execute", (id, limit, arrived) -> call.apply(id, limit), threads, listener, LongPolling.NONE, false);
    }
}
