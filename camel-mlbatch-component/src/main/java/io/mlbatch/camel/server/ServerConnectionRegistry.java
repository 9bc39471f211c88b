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
package io.mlbatch.camel.server;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

import org.apache.camel.CamelContext;

import io.mlbatch.client.transport.Backoff;
import io.mlbatch.client.transport.CallListener;
import io.mlbatch.client.waiting.Timers;
import io.mlbatch.protocol.spool.SpoolFactory;

/** The connections of one component, counted by reference: users with the same settings share one. */
public final class ServerConnectionRegistry {

    private final CamelContext camelContext;
    private final Clock clock;
    private final Backoff backoff;
    private final Timers timers;
    private final long maxSpoolSize;
    private final SpoolFactory spools;
    private final Supplier<ExecutorService> pollThreads;
    private final int maxLongPolls;
    private final CallListener listener;
    private final Map<ServerSettings, Shared> open = new HashMap<>();
    private boolean closed;

    /**
     * @param pollThreads creates the pool that polls one server
     * @param maxLongPolls the largest number of long polls of one server
     * @param listener is notified of all calls
     */
    public ServerConnectionRegistry(
            CamelContext camelContext,
            Clock clock,
            Backoff backoff,
            Timers timers,
            long maxSpoolSize,
            SpoolFactory spools,
            Supplier<ExecutorService> pollThreads,
            int maxLongPolls,
            CallListener listener) {
        this.camelContext = camelContext;
        this.clock = clock;
        this.backoff = backoff;
        this.timers = timers;
        this.maxSpoolSize = maxSpoolSize;
        this.spools = spools;
        this.pollThreads = pollThreads;
        this.maxLongPolls = maxLongPolls;
        this.listener = listener;
    }

    private static final class Shared {
        private final ServerConnection connection;
        private int users;

        Shared(ServerConnection connection) {
            this.connection = connection;
        }
    }

    /**
     * Returns the connection for these settings. The caller releases it once, after its last call.
     *
     * @throws IllegalStateException when the component has stopped
     */
    public synchronized ServerConnection acquire(ServerSettings settings) throws Exception {
        if (closed) {
            throw new IllegalStateException("The component mlbatch has stopped: no connection to " + settings);
        }
        Shared shared = open.get(settings);
        if (shared == null) {
            ServerConnection opened = ServerConnection.open(
                    camelContext,
                    settings,
                    clock,
                    backoff,
                    timers,
                    maxSpoolSize,
                    spools,
                    pollThreads.get(),
                    maxLongPolls,
                    listener);
            shared = new Shared(opened);
            open.put(settings, shared);
        }
        shared.users++;
        return shared.connection;
    }

    /** Another reference to a connection that the caller has acquired and not yet released. */
    public synchronized void retain(ServerConnection connection) {
        Shared shared = open.get(connection.settings());
        if (shared != null && shared.connection == connection) {
            shared.users++;
        }
    }

    public synchronized void release(ServerConnection connection) {
        Shared shared = open.get(connection.settings());
        if (shared != null && shared.connection == connection && --shared.users == 0) {
            open.remove(connection.settings());
            close(connection);
        }
    }

    public synchronized void close() {
        closed = true;
        open.values().forEach(shared -> close(shared.connection));
        open.clear();
    }

    private void close(ServerConnection connection) {
        // a poll that is still queued fails, because its connection is closed
        camelContext.getExecutorServiceManager().shutdown(connection.polls());
        connection.close();
    }
}
