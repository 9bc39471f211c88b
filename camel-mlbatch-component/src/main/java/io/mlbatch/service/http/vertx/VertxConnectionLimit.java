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
package io.mlbatch.service.http.vertx;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.impl.VertxInternal;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.Service;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.http.platform.RequestLimits;

/**
 * Limits the connections of Camel's own server, which has neither a limit nor a timeout for connections without a
 * request, and has no options for them (Camel 4.14 to 4.18). The limit is added where Netty accepts connections. The
 * router reports which of them have a request, of any route.
 */
final class VertxConnectionLimit implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(VertxConnectionLimit.class);

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    /** Requests in flight of all connections: a response that is not read is held in memory. */
    private static final int REQUESTS = 1_000;

    private static final String COUNTED = VertxConnectionLimit.class.getName();

    private final Router router;
    private final HttpServer server;
    private final VertxInternal vertx;
    private final VertxIdleConnections connections;
    private final VertxAcceptHandler handler;
    private final VertxMalformedRequests malformed = new VertxMalformedRequests(System::nanoTime);
    private Route route;

    VertxConnectionLimit(Router router, VertxInternal vertx, HttpServer server, RequestLimits limits) {
        this.router = router;
        this.server = server;
        this.vertx = vertx;
        int limit = OpenFiles.connections(limits);
        this.connections = new VertxIdleConnections(limit, Math.max(limit, REQUESTS), System::nanoTime);
        this.handler = new VertxAcceptHandler(connections, limits.idleTimeout());
    }

    @Override
    public void start() {
        route = router.route().order(-1).handler(this::watch);
        if (server.requestHandler() instanceof Router all) {
            // the router of the whole server, which contains the router of platform-http
            all.errorHandler(BAD_REQUEST, malformed::reject);
            all.errorHandler(NOT_FOUND, malformed::notFound);
        }
        if (forEachListening(channel -> channel.pipeline().addFirst(handler)) == 0) {
            LOG.warn("Connections of port {} cannot be limited: limit them in a proxy", server.actualPort());
        }
    }

    @Override
    public void stop() {
        route.remove();
        forEachListening(channel -> {
            if (channel.pipeline().context(handler) != null) {
                channel.pipeline().remove(handler);
            }
        });
        handler.stop();
    }

    /**
     * Runs an action for each channel that accepts connections of the server, on its event loop: elsewhere a handler is
     * added later, and connections that are accepted meanwhile would not be counted. Returns the number of channels,
     * which is zero if the server has been closed.
     */
    private int forEachListening(Consumer<Channel> action) {
        int count = 0;
        for (EventExecutor loop : vertx.getAcceptorEventLoopGroup()) {
            if (loop instanceof SingleThreadEventLoop channels && !loop.isShuttingDown()) {
                count += CompletableFuture.supplyAsync(
                                () -> {
                                    List<Channel> found = listening(channels);
                                    found.forEach(action);
                                    return found.size();
                                },
                                loop)
                        .join();
            }
        }
        return count;
    }

    private List<Channel> listening(SingleThreadEventLoop loop) {
        List<Channel> found = new ArrayList<>();
        for (Iterator<Channel> channels = loop.registeredChannelsIterator(); channels.hasNext(); ) {
            Channel channel = channels.next();
            if (channel instanceof ServerChannel
                    && channel.localAddress() instanceof InetSocketAddress address
                    && address.getPort() == server.actualPort()) {
                found.add(channel);
            }
        }
        return found;
    }

    private void watch(RoutingContext routing) {
        Optional<VertxIdleConnections.Connection> connection = VertxAcceptHandler.connection(routing.request());
        if (connection.isPresent() && !connection.get().begin()) {
            return;
        }
        connection.ifPresent(counted -> routing.addEndHandler(ended -> {
            if (routing.get(COUNTED) == null) {
                counted.end();
            }
        }));
        routing.next();
    }

    /**
     * Returns the connection of a request whose end the caller will report. The router reports the end of a request
     * before its response has been sent.
     */
    static Optional<VertxIdleConnections.Connection> takeOver(RoutingContext routing) {
        routing.put(COUNTED, true);
        return VertxAcceptHandler.connection(routing.request());
    }
}
