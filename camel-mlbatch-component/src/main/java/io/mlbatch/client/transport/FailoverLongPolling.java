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
package io.mlbatch.client.transport;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.waiting.LongPoll;
import io.mlbatch.client.waiting.LongPolling;
import io.mlbatch.protocol.ExecutionId;

/** Long polls of the active server of a cluster. */
public final class FailoverLongPolling implements LongPolling {

    private final List<LongPolling> servers;
    private final ServerRotation rotation;

    /** A long poll with the position of its server. */
    public record ServerPoll(int server, LongPoll poll) implements LongPoll {

        @Override
        public void send(Runnable arrived) {
            poll.send(arrived);
        }

        @Override
        public boolean isBroken() {
            return poll.isBroken();
        }

        @Override
        public boolean isApplied() {
            return poll.isApplied();
        }

        @Override
        public void cancel() {
            poll.cancel();
        }
    }

    /** @param rotation has as many servers */
    public FailoverLongPolling(List<LongPolling> servers, ServerRotation rotation) {
        this.servers = List.copyOf(servers);
        this.rotation = rotation;
    }

    @Override
    public Duration longest() {
        return servers.get(rotation.active()).longest();
    }

    /** Returns no long poll if the active server does not respond to the login: an ordinary poll finds another. */
    @Override
    public Optional<LongPoll> open(ExecutionId id, Duration wait) {
        int server = rotation.active();
        try {
            return servers.get(server).open(id, wait).map(poll -> new ServerPoll(server, poll));
        } catch (MlbatchException e) {
            if (FailoverTransport.isOutage(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void shorten(Duration cutAfter) {
        servers.get(rotation.active()).shorten(cutAfter);
    }

    @Override
    public void close() {
        servers.forEach(LongPolling::close);
    }
}
