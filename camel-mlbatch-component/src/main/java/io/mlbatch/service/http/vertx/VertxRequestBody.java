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

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

import io.mlbatch.protocol.BlockInputStream;
import io.mlbatch.service.http.api.BodyException;

/**
 * The body of a paused request, as a stream for one thread that may block. Requests only a few buffers ahead from the
 * server. Requests no buffer and sends no {@code 100 Continue} before {@link #open}.
 *
 * <p>A client is too slow if the reader waits for the whole timeout until the client has sent another 16 KiB.
 */
final class VertxRequestBody extends BlockInputStream {

    /** Buffers of at most 8 KiB each, the size that the server uses. */
    private static final int BUFFERS_AHEAD = 32;

    private static final int MIN_BYTES = 16 * 1024;
    private static final Buffer END = Buffer.buffer();

    private final HttpServerRequest request;
    private final Context context;
    private final Duration timeout;
    // bounded by the number of requested buffers
    private final BlockingQueue<Buffer> arrived = new LinkedBlockingQueue<>();
    // written before END arrives, read after it
    private volatile IOException failure;
    private volatile boolean opened;
    private volatile boolean stalled;
    private Runnable whenReady;
    private Buffer current = Buffer.buffer();
    private int position;
    private int requested = BUFFERS_AHEAD;
    private long received;
    private long waitNanos;

    /** @param context the context on which the events of the request occur */
    VertxRequestBody(HttpServerRequest request, Context context, Duration timeout) {
        this.request = request;
        this.context = context;
        this.timeout = timeout;
    }

    /**
     * Requests the body. To be called on the context of the request. No thread is needed until the first bytes arrive.
     *
     * @param ready called once on the context: when the first bytes or the end arrives, or the client is too slow
     */
    void open(Runnable ready) {
        opened = true;
        long timer = context.owner().setTimer(timeout.toMillis(), late -> {
            stalled = true;
            fail(BodyException.tooSlow(timeout));
        });
        whenReady = () -> {
            context.owner().cancelTimer(timer);
            ready.run();
        };
        request.exceptionHandler(cause -> fail(new IOException("The connection failed", cause)));
        if (request.isEnded() || request.response().closed()) {
            // handlers that are set now are not called any more
            fail(new IOException("The client has disconnected"));
            return;
        }
        request.handler(this::add);
        request.endHandler(end -> add(END));
        if (expectsContinue()) {
            request.response().writeContinue();
        }
        request.fetch(BUFFERS_AHEAD);
    }

    private void add(Buffer buffer) {
        arrived.add(buffer);
        if (whenReady != null) {
            Runnable ready = whenReady;
            whenReady = null;
            ready.run();
        }
    }

    private void fail(IOException cause) {
        failure = cause;
        add(END);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position == current.length()) {
            if (current == END) {
                return end();
            }
            current = next();
            position = 0;
        }
        int count = Math.min(length, current.length() - position);
        current.getBytes(position, position + count, target, offset);
        position += count;
        received += count;
        return count;
    }

    private int end() throws IOException {
        if (failure != null) {
            throw failure;
        }
        return -1;
    }

    private Buffer next() throws IOException {
        if (--requested == BUFFERS_AHEAD / 2) {
            requestMore();
        }
        Buffer buffer = arrived.poll();
        return buffer == null ? await() : buffer;
    }

    private void requestMore() {
        int more = BUFFERS_AHEAD - requested;
        requested = BUFFERS_AHEAD;
        context.runOnContext(now -> {
            if (!request.isEnded()) {
                request.fetch(more);
            }
        });
    }

    private Buffer await() throws IOException {
        if (received >= MIN_BYTES) {
            received = 0;
            waitNanos = 0;
        }
        long start = System.nanoTime();
        try {
            Buffer buffer = arrived.poll(timeout.toNanos() - waitNanos, TimeUnit.NANOSECONDS);
            if (buffer == null) {
                stalled = true;
                throw BodyException.tooSlow(timeout);
            }
            waitNanos += System.nanoTime() - start;
            return buffer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for the body", e);
        }
    }

    private boolean expectsContinue() {
        return "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
    }

    /** Returns true while the client waits for {@code 100 Continue} before it sends the body. */
    boolean isWithheld() {
        return !opened && expectsContinue();
    }

    /** Returns true if the client is too slow or has disconnected. */
    boolean isStalled() {
        return stalled || failure != null;
    }
}
