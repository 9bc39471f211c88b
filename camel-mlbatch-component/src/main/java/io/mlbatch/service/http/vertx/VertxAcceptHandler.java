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

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/** Counts connections when they are accepted, and closes connections that have no request for too long. */
@Sharable
final class VertxAcceptHandler extends ChannelInboundHandlerAdapter {

    private static final int SEND_BUFFER = 256 * 1024;
    /**
     * Bytes of one read. All requests of a read are parsed before the first of them is served: 64 KiB can contain a
     * thousand requests.
     */
    private static final int READ = 8 * 1024;

    private static final RecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator(64, 2 * 1024, READ);

    private static final AttributeKey<VertxIdleConnections.Connection> CONNECTION =
            AttributeKey.valueOf(VertxAcceptHandler.class, "connection");

    private final VertxIdleConnections connections;
    private final Duration idleTimeout;
    private volatile boolean stopped;

    VertxAcceptHandler(VertxIdleConnections connections, Duration idleTimeout) {
        this.connections = connections;
        this.idleTimeout = idleTimeout;
    }

    /**
     * Returns the counted connection of a request; empty if the connection was accepted before the handler was added.
     */
    static Optional<VertxIdleConnections.Connection> connection(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                ? Optional.ofNullable(connection.channel().attr(CONNECTION).get())
                : Optional.empty();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel channel = (Channel) message;
        VertxIdleConnections.Connection connection =
                new VertxIdleConnections.Connection(() -> VertxChannel.close(channel));
        if (!connections.add(connection)) {
            // the channel is not registered with an event loop yet, which could close it
            channel.unsafe().closeForcibly();
            return;
        }
        // a system buffers megabytes by default, and reports progress in thirds of the buffer: a slow client would
        // appear to have stopped reading
        channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
        channel.config().setOption(ChannelOption.RCVBUF_ALLOCATOR, READS);
        channel.attr(CONNECTION).set(connection);
        channel.closeFuture().addListener(closed -> connections.remove(connection));
        channel.pipeline().addLast(new VertxResetHandler(connections, connection));
        context.fireChannelRead(message);
        watch(context.executor(), channel, connection, idleTimeout.toNanos());
    }

    private void watch(
            EventExecutor executor, Channel channel, VertxIdleConnections.Connection connection, long delayNanos) {
        executor.schedule(
                () -> {
                    if (stopped || !channel.isOpen()) {
                        return;
                    }
                    long left = idleTimeout.toNanos() - connections.idleNanos(connection);
                    if (left <= 0) {
                        VertxChannel.close(channel);
                    } else {
                        watch(executor, channel, connection, left);
                    }
                },
                delayNanos,
                TimeUnit.NANOSECONDS);
    }

    /** Stops closing idle connections. Open connections stay open. */
    void stop() {
        stopped = true;
    }
}
