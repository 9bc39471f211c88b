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

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;

import org.apache.camel.CamelContext;

import io.mlbatch.client.BatchClient;
import io.mlbatch.client.calls.DefaultBatchClient;
import io.mlbatch.client.calls.ServiceDescriptions;
import io.mlbatch.client.transport.Backoff;
import io.mlbatch.client.transport.CallListener;
import io.mlbatch.client.transport.FailoverLongPolling;
import io.mlbatch.client.transport.FailoverLongPolling.ServerPoll;
import io.mlbatch.client.transport.FailoverTransport;
import io.mlbatch.client.transport.IdempotentTransport;
import io.mlbatch.client.transport.ObservedTransport;
import io.mlbatch.client.transport.RetryingTransport;
import io.mlbatch.client.transport.ServerRotation;
import io.mlbatch.client.transport.Transport;
import io.mlbatch.client.waiting.LongPoll;
import io.mlbatch.client.waiting.LongPolling;
import io.mlbatch.client.waiting.Timers;
import io.mlbatch.protocol.spool.SpoolFactory;

/** A connection to the servers of a cluster as one user: HTTP clients, session, and cached descriptions of services. */
public final class ServerConnection {

    private final ServerSettings settings;
    private final List<ServerLink> links;
    private final FailoverTransport failover;
    private final Transport single;
    private final Transport retrying;
    private final LongPolling longPolling;
    private final ServiceDescriptions descriptions;
    private final SpoolFactory spools;
    private final ExecutorService polls;
    private final ServerHealth health;

    private ServerConnection(
            CamelContext camelContext,
            ServerSettings settings,
            List<ServerLink> links,
            ServerRotation rotation,
            Backoff backoff,
            LongSupplier millis,
            CallListener listener,
            ServiceDescriptions descriptions,
            SpoolFactory spools,
            ExecutorService polls) {
        this.settings = settings;
        this.links = links;
        this.failover = new FailoverTransport(
                links.stream()
                        .map(link -> new FailoverTransport.Server(link.url(), link.transport()))
                        .toList(),
                rotation,
                millis);
        // also for polls, because their responses may show that the servers recognize keys
        this.single = new IdempotentTransport(failover, backoff, millis);
        this.retrying = new ObservedTransport(new RetryingTransport(single, backoff), listener);
        this.longPolling = new FailoverLongPolling(
                links.stream().map(ServerLink::longPolling).toList(), rotation);
        this.descriptions = descriptions;
        this.spools = spools;
        this.polls = polls;
        this.health = new ServerHealth(camelContext, settings.servers(), pollingClient());
    }

    /**
     * Builds the chain of every call: observed → retrying → idempotent → failover → authenticating → HTTP. Sends no
     * requests.
     */
    static ServerConnection open(
            CamelContext camelContext,
            ServerSettings settings,
            Clock clock,
            Backoff backoff,
            Timers timers,
            long maxSpoolSize,
            SpoolFactory spools,
            ExecutorService polls,
            int maxLongPolls,
            CallListener listener)
            throws Exception {
        List<ServerLink> links = new ArrayList<>();
        for (URI url : settings.baseUrls()) {
            links.add(ServerLink.open(
                    camelContext,
                    url,
                    settings,
                    links.isEmpty() ? null : links.get(0),
                    clock,
                    timers,
                    maxSpoolSize,
                    maxLongPolls,
                    listener));
        }
        return new ServerConnection(
                camelContext,
                settings,
                List.copyOf(links),
                new ServerRotation(links.size(), timers::millis),
                backoff,
                timers::millis,
                listener,
                new ServiceDescriptions(clock),
                spools,
                polls);
    }

    public ServerSettings settings() {
        return settings;
    }

    /** The client for operations. Retries reads while no server is available. */
    public BatchClient client(boolean validateInput) {
        return new DefaultBatchClient(retrying, descriptions, validateInput, spools);
    }

    /** Runs polls. Each server has its own threads, so that a slow server does not delay polls of others. */
    public ExecutorService polls() {
        return polls;
    }

    /** The client for polls. Does not retry, because polls have a schedule of their own. */
    public BatchClient pollingClient() {
        return new DefaultBatchClient(single, descriptions, true, spools);
    }

    /**
     * The client for polls that reads the response of a long poll.
     *
     * @param arrived {@code null} for an ordinary poll
     */
    public BatchClient pollingClient(LongPoll arrived) {
        return arrived == null
                ? pollingClient()
                : new DefaultBatchClient(reading((ServerPoll) arrived), descriptions, true, spools);
    }

    private Transport reading(ServerPoll arrived) {
        return failover.observed(arrived.server(), links.get(arrived.server()).reading(arrived.poll()));
    }

    /** The long polls of the servers. */
    public LongPolling longPolling() {
        return longPolling;
    }

    /** The health check, which exists while producers use the connection. */
    public ServerHealth health() {
        return health;
    }

    void close() {
        health.close();
        links.forEach(ServerLink::close);
    }
}
