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
import java.util.Optional;

import io.mlbatch.protocol.ExecutionId;

/**
 * The long polls of one server: each asks the server to hold its response until the execution ends, by the header
 * {@code Prefer: wait} of RFC 7240. Thread-safe.
 */
public interface LongPolling extends AutoCloseable {

    /** Without long polls. */
    LongPolling NONE = new LongPolling() {
        @Override
        public Duration longest() {
            return Duration.ZERO;
        }

        @Override
        public Optional<LongPoll> open(ExecutionId id, Duration wait) {
            return Optional.empty();
        }

        @Override
        public void shorten(Duration cutAfter) {}

        @Override
        public void close() {}
    };

    /** Returns the longest time for which the server may be asked to wait; zero unless the server has shown support. */
    Duration longest();

    /**
     * Returns a long poll that has not been sent.
     *
     * @param wait in whole seconds
     * @return empty if too many long polls are open
     * @throws io.mlbatch.client.MlbatchException if the login fails
     */
    Optional<LongPoll> open(ExecutionId id, Duration wait);

    /** Notes that long polls are aborted after this time, for example by a proxy: later ones are shorter. */
    void shorten(Duration cutAfter);

    /** Aborts the long polls that are open, and opens no others. */
    @Override
    void close();
}
