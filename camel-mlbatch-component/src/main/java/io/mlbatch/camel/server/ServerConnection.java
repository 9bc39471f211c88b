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
import java.util.concurrent.ExecutorService;

import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.service.ServiceHelper;

import io.mlbatch.client.BatchClient;
import io.mlbatch.client.calls.DefaultBatchClient;
import io.mlbatch.client.calls.ServiceDescriptions;
import io.mlbatch.client.transport.AuthenticatingTransport;
import io.mlbatch.client.transport.Backoff;
import io.mlbatch.client.transport.HttpLongPolling;
import io.mlbatch.client.transport.HttpTransport;
import io.mlbatch.client.transport.IdempotentTransport;
import io.mlbatch.client.transport.RetryingTransport;
import io.mlbatch.client.transport.TokenSession;
import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.client.transport.Transport;
import io.mlbatch.client.waiting.LongPoll;
import io.mlbatch.client.waiting.LongPolling;
import io.mlbatch.client.waiting.Timers;
import io.mlbatch.protocol.spool.SpoolFactory;

/** A connection to one server as one user: HTTP client, session, and cached descriptions of services. */
public final class ServerConnection {

    private final ServerSettings settings;
    private final HttpEndpoint httpEndpoint;
    private final HttpTransport http;
    private final TokenSource tokens;
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
            HttpEndpoint httpEndpoint,
            HttpTransport http,
            TokenSource tokens,
            Transport single,
            Transport retrying,
            LongPolling longPolling,
            ServiceDescriptions descriptions,
            SpoolFactory spools,
            ExecutorService polls) {
        this.settings = settings;
        this.httpEndpoint = httpEndpoint;
        this.http = http;
        this.tokens = tokens;
        this.single = single;
        this.retrying = retrying;
        this.longPolling = longPolling;
        this.descriptions = descriptions;
        this.spools = spools;
        this.polls = polls;
        this.health = new ServerHealth(camelContext, settings.baseUrl(), pollingClient());
    }

    /** Builds the chain of every call: retrying → idempotent → authenticating → HTTP. Does not send requests. */
    static ServerConnection open(
            CamelContext camelContext,
            ServerSettings settings,
            Clock clock,
            Backoff backoff,
            Timers timers,
            long maxSpoolSize,
            SpoolFactory spools,
            ExecutorService polls,
            int maxLongPolls)
            throws Exception {
        HttpEndpoint httpEndpoint = CamelHttp.create(camelContext, settings, timers);
        HttpTransport http = CamelHttp.transport(httpEndpoint, settings, clock, timers, maxSpoolSize);
        TokenSource tokens = tokens(settings, http, clock);
        Transport authenticating = new AuthenticatingTransport(http, tokens);
        Transport idempotent = new IdempotentTransport(authenticating, backoff);
        Transport retrying = new RetryingTransport(idempotent, backoff);
        return new ServerConnection(
                camelContext,
                settings,
                httpEndpoint,
                http,
                tokens,
                authenticating,
                retrying,
                CamelLongPolling.create(httpEndpoint, settings, http, tokens, maxLongPolls),
                new ServiceDescriptions(clock),
                spools,
                polls);
    }

    private static TokenSource tokens(ServerSettings settings, Transport http, Clock clock) {
        if (settings.credentials() != null) {
            return new TokenSession(http, settings.credentials(), clock);
        }
        return settings.accessToken() == null ? TokenSource.NONE : TokenSource.fixed(settings.accessToken());
    }

    public ServerSettings settings() {
        return settings;
    }

    /** The client for operations. Retries reads while the server is unavailable. */
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
                : new DefaultBatchClient(
                        new AuthenticatingTransport(HttpLongPolling.reading(arrived, http), tokens),
                        descriptions,
                        true,
                        spools);
    }

    /** The long polls of the server. */
    public LongPolling longPolling() {
        return longPolling;
    }

    /** The health check, which exists while producers use the connection. */
    public ServerHealth health() {
        return health;
    }

    void close() {
        health.close();
        longPolling.close();
        ServiceHelper.stopAndShutdownService(httpEndpoint);
    }
}
