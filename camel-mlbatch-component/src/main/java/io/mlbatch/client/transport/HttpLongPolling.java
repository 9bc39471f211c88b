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

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.bootstrap.AsyncRequesterBootstrap;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncRequester;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;

import io.mlbatch.client.waiting.LongPoll;
import io.mlbatch.client.waiting.LongPolling;
import io.mlbatch.client.waiting.Timers.Timer;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.ExecutionId;

/**
 * Long polls over HTTP/1.1: each has a connection, and all share one thread, which starts with the first of them. It is
 * the client of HttpCore and not that of HttpClient, which logs headers.
 */
public final class HttpLongPolling implements LongPolling {

    /** The time that a server and its network may take in addition to the wait. */
    private static final Duration LATENCY = Duration.ofSeconds(15);

    /** Longer than any wait: each poll has a limit of its own. Closes connections that are not used again. */
    private static final Timeout SOCKET_TIMEOUT = Timeout.ofSeconds(90);

    private static final Http1Config HTTP = Http1Config.custom()
            .setMaxHeaderCount(200)
            .setMaxLineLength(32 * 1024)
            // each connection has buffers of this size, also while it waits
            .setBufferSize(2 * 1024)
            // the part of a body that arrives before a thread reads it
            .setInitialWindowSize(8 * 1024)
            .build();

    private final HttpTransport http;
    private final TokenSource tokens;
    private final Settings settings;
    private final HttpHost server;
    private final AtomicInteger open = new AtomicInteger();
    private HttpAsyncRequester requester;
    private boolean closed;

    /**
     * The settings of the connections.
     *
     * @param baseUrl the address of the server
     * @param tls for a server with TLS
     * @param connectTimeout zero: no limit
     * @param limit the largest number of long polls
     */
    public record Settings(URI baseUrl, TlsStrategy tls, Duration connectTimeout, int limit) {}

    /** @param http sends the other calls to the server */
    public HttpLongPolling(HttpTransport http, TokenSource tokens, Settings settings) {
        this.http = http;
        this.tokens = tokens;
        this.settings = settings;
        this.server = HttpHost.create(settings.baseUrl());
    }

    @Override
    public Duration longest() {
        return http.preference().longest();
    }

    @Override
    public void shorten(Duration cutAfter) {
        http.preference().shorten(cutAfter);
    }

    @Override
    public Optional<LongPoll> open(ExecutionId id, Duration wait) {
        ApiRequest request = ApiRequest.results(id, false).withToken(tokens.token());
        HttpUriRequestBase message = http.message(request);
        WaitPreference.addTo(message, wait);
        if (open.incrementAndGet() > settings.limit()) {
            open.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(new HttpLongPoll(message, new Connection(wait.plus(LATENCY))));
    }

    /**
     * Returns a transport that reads the response of a long poll instead of sending its request.
     *
     * @param other sends the other requests
     */
    public static Transport reading(LongPoll arrived, HttpTransport other) {
        return new Transport() {
            private boolean read;

            @Override
            public <T> T call(ApiRequest request, ResponseReader<T> reader) {
                if (read || request.call() != ApiCall.RESULTS) {
                    return other.call(request, reader);
                }
                read = true;
                return ((HttpLongPoll) arrived).receive(other, other.here(request), reader);
            }
        };
    }

    /** The connection of one long poll. */
    private final class Connection implements HttpLongPoll.Connector {

        private final Duration responseLimit;
        private Timer timer;
        private boolean ended;

        Connection(Duration responseLimit) {
            this.responseLimit = responseLimit;
        }

        @Override
        public void connect(HttpLongPoll poll) {
            HttpAsyncRequester started = requester();
            if (!settings.connectTimeout().isZero()) {
                limit(settings.connectTimeout(), poll);
            }
            // the requester would also abort a response that takes longer than its timeout for connecting
            started.connect(server, SOCKET_TIMEOUT, null, poll);
        }

        @Override
        public void connected(HttpLongPoll poll) {
            limit(responseLimit, poll);
        }

        private synchronized void limit(Duration time, HttpLongPoll poll) {
            cancelTimer();
            if (!ended) {
                timer = http.limits().timers().after(time, poll::abortUnanswered);
            }
        }

        @Override
        public synchronized void closed(HttpLongPoll poll) {
            ended = true;
            cancelTimer();
            open.decrementAndGet();
        }

        private void cancelTimer() {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }
    }

    private synchronized HttpAsyncRequester requester() {
        if (closed) {
            throw new RejectedExecutionException("the connection to " + settings.baseUrl() + " is closed");
        }
        if (requester == null) {
            requester = AsyncRequesterBootstrap.bootstrap()
                    .setIOReactorConfig(IOReactorConfig.custom()
                            .setIoThreadCount(1)
                            .setTcpNoDelay(true)
                            .setSoKeepAlive(true)
                            .build())
                    .setHttp1Config(HTTP)
                    .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                    .setMaxTotal(settings.limit())
                    .setDefaultMaxPerRoute(settings.limit())
                    .setTlsStrategy(settings.tls())
                    .setTlsHandshakeTimeout(Timeout.of(settings.connectTimeout()))
                    .create();
            requester.start();
        }
        return requester;
    }

    @Override
    public void close() {
        HttpAsyncRequester started;
        synchronized (this) {
            closed = true;
            started = requester;
        }
        if (started != null) {
            started.close(CloseMode.IMMEDIATE);
        }
    }
}
