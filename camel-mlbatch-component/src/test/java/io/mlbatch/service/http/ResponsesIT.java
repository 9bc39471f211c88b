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
package io.mlbatch.service.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.service.ServiceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.ApiCall;
import io.mlbatch.service.http.api.AdmittedCall;
import io.mlbatch.service.http.api.HttpRequest;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.http.api.PathValues;
import io.mlbatch.service.http.api.RequestHandler;
import io.mlbatch.service.http.platform.ApiRoot;
import io.mlbatch.service.http.platform.RequestLimits;
import io.mlbatch.service.http.platform.RequestPools;
import io.mlbatch.service.security.Caller;
import io.mlbatch.testing.http.RawConnection;

import static org.assertj.core.api.Assertions.assertThat;

/** Responses whose content is read while it is sent, over a real server. */
@Tag("host")
@Timeout(120)
class ResponsesIT {

    private static final long LARGE = 1L << 40;
    // long beside the pauses of a client that reads slowly, on a machine that is slow as well
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(3);
    private static final RequestLimits LIMITS =
            new RequestLimits(1 << 30, 1, Duration.ofSeconds(30), RESPONSE_TIMEOUT, 10, Duration.ofMinutes(1));

    private final CamelContext context = new DefaultCamelContext();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();
    private final List<Service> listeners = new ArrayList<>();
    private RequestPools pools;
    private int port;
    /** Number of bytes of the content before reading it fails. */
    private volatile long length = LARGE;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        MainHttpServer server = new MainHttpServer();
        server.setCamelContext(context);
        server.setHost("127.0.0.1");
        server.setPort(port);
        context.addService(server);
        // as in a host: the first route initializes parts of Camel
        RouteBuilder.addRoutes(context, routes -> routes.from("direct:records").log("scored"));
        context.start();
        PlatformHttpEndpoint endpoint =
                context.getEndpoint("platform-http:/api?matchOnUriPrefix=true", PlatformHttpEndpoint.class);
        pools = new RequestPools(context, 1);
        for (Service listener : PlatformServers.of(context, LIMITS)
                .listen(List.of(new ApiRoot(endpoint, false)), new GeneratingApi(), pools)) {
            listeners.add(listener);
            ServiceHelper.startService(listener);
        }
    }

    @AfterEach
    void stop() {
        ServiceHelper.stopAndShutdownServices(listeners);
        pools.close();
        context.stop();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 10_000, 1_000_000, 50_000_000})
    void failingContent_closesConnection(long bytes) throws Exception {
        length = bytes;
        try (RawConnection connection = new RawConnection(port)) {
            connection.head("GET /api");
            String response = connection.rest();
            assertThat(response)
                    .doesNotEndWith("0\r\n\r\n")
                    .doesNotContain("Internal Server Error")
                    .doesNotContain("secret");
        }
        assertContentIsClosed();
    }

    @Test
    void clientThatDisconnects_leavesNothingOpen() throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.head("GET /api");
            connection.until("xxxxx");
        }
        assertContentIsClosed();
    }

    @Test
    void clientThatStopsReadingAndDisconnects_leavesNothingOpen() throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.head("GET /api");
            // fills the buffers between server and client: then no content is read any more
            AtomicLong before = new AtomicLong(-1);
            Awaitility.await()
                    .atMost(1, TimeUnit.MINUTES)
                    .pollInterval(200, TimeUnit.MILLISECONDS)
                    .until(() -> before.getAndSet(read.get()) == read.get() && read.get() > 0);
        }
        assertContentIsClosed();
    }

    @Test
    void clientThatStopsReading_isDisconnectedAndReturnsItsPermit() throws Exception {
        try (RawConnection connection = new RawConnection(port);
                RawConnection next = new RawConnection(port)) {
            connection.head("GET /api");
            // the client does not read the response, and keeps its connection open
            assertContentIsClosed();
            next.head("GET /api");
            assertThat(next.until("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void clientThatReadsSlowly_isServed() throws Exception {
        try (RawConnection connection = new RawConnection(port)) {
            connection.head("GET /api");
            long end = System.nanoTime() + RESPONSE_TIMEOUT.toNanos() + TimeUnit.SECONDS.toNanos(1);
            Awaitility.await()
                    .pollInterval(100, TimeUnit.MILLISECONDS)
                    .atMost(1, TimeUnit.MINUTES)
                    .until(() -> connection.skip(128 * 1024) > 0 && System.nanoTime() > end);
            assertThat(closed).hasValue(0);
        }
        assertContentIsClosed();
    }

    private void assertContentIsClosed() {
        Awaitility.await().atMost(1, TimeUnit.MINUTES).untilAsserted(() -> assertThat(closed)
                .hasValue(1));
        // at most the content that fits into the buffers was read
        assertThat(read.get()).isLessThan(LARGE / 1024);
    }

    private final class GeneratingApi implements RequestHandler {

        @Override
        public AdmittedCall admit(HttpRequest request) {
            return new AdmittedCall(ApiCall.RESULTS, Caller.ANYONE, new PathValues(List.of()));
        }

        @Override
        public CompletableFuture<HttpResponse> handle(HttpRequest request, AdmittedCall admitted) {
            return CompletableFuture.completedFuture(HttpResponse.json(200, new Generated()));
        }
    }

    private final class Generated extends InputStream {

        private long left = length;

        @Override
        public int read() throws IOException {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (left == 0) {
                throw new IOException("the disk under /secret/path is broken");
            }
            int bytes = (int) Math.min(count, left);
            Arrays.fill(target, offset, offset + bytes, (byte) 'x');
            left -= bytes;
            read.addAndGet(bytes);
            return bytes;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
