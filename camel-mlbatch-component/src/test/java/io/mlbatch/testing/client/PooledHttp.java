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
package io.mlbatch.testing.client;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.util.Timeout;

import io.mlbatch.client.BatchClient;
import io.mlbatch.client.calls.DefaultBatchClient;
import io.mlbatch.client.calls.ServiceDescriptions;
import io.mlbatch.client.transport.AuthenticatingTransport;
import io.mlbatch.client.transport.CallLimits;
import io.mlbatch.client.transport.ConnectionPool;
import io.mlbatch.client.transport.HttpClients;
import io.mlbatch.client.transport.HttpTransport;
import io.mlbatch.client.transport.ResponseErrors;
import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.client.transport.Transport;
import io.mlbatch.client.waiting.Timers;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.testing.VirtualTime;

/** An HTTP client as the component builds it, with a pool that tests can inspect. */
public final class PooledHttp implements AutoCloseable {

    /** The most bytes of results in one response. */
    public static final long MOST = 50_000_000;

    private final PoolingHttpClientConnectionManager pool =
            ConnectionPool.create(PoolingHttpClientConnectionManagerBuilder.create(), null);
    private final CloseableHttpClient client;
    private final Clock clock;
    private final CallLimits limits;

    /** @param time of {@code Retry-After}, of descriptions, and of the limits of calls */
    public PooledHttp(VirtualTime time, Duration responseTimeout) {
        this.clock = time;
        this.limits = new CallLimits(new Timers(time, time), responseTimeout, MOST);
        HttpClientBuilder builder = HttpClientBuilder.create()
                .setConnectionManager(pool)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(responseTimeout))
                        .build());
        HttpClients.configure(builder);
        client = builder.build();
    }

    public Transport transport(String baseUrl) {
        return new HttpTransport(client, URI.create(baseUrl), new ResponseErrors(clock), limits);
    }

    /** A client that repeats nothing. */
    public BatchClient client(String baseUrl, TokenSource tokens) {
        Transport transport = new AuthenticatingTransport(transport(baseUrl), tokens);
        return new DefaultBatchClient(transport, new ServiceDescriptions(clock), true, SpoolFactory.IN_MEMORY);
    }

    /** Connections in use. */
    public int leased() {
        return stats().getLeased();
    }

    /** Connections that are open and free. */
    public int available() {
        return stats().getAvailable();
    }

    private PoolStats stats() {
        return pool.getTotalStats();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
