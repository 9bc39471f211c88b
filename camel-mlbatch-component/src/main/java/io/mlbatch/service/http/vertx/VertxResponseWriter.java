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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.store.StoreException;

/**
 * Writes one response of any size at the speed at which the client reads it. Blocks of content are read on a thread of
 * a pool, one at a time; all other steps run on the context of the request. If content cannot be read, the connection
 * is closed, so that no client accepts a part of the response as the whole.
 */
final class VertxResponseWriter {

    private static final Logger LOG = LoggerFactory.getLogger(VertxResponseWriter.class);

    private static final long HTTP2_INTERNAL_ERROR = 2;
    private static final int BLOCK = 64 * 1024;
    /** Small enough for the watch to detect the progress of a slow client. */
    private static final int SLICE = 8 * 1024;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context;
    private final Executor executor;
    private final VertxReadingWatch watch;
    private final Promise<Void> done = Promise.promise();
    private InputStream content;
    private boolean reading;
    private boolean aborted;
    private boolean finished;

    /**
     * @param executor reads content and closes it
     * @param timeout the time within which a client must read 16 KiB
     */
    VertxResponseWriter(HttpServerRequest request, Context context, Executor executor, Duration timeout) {
        this.request = request;
        this.response = request.response();
        this.context = context;
        this.executor = executor;
        this.watch = new VertxReadingWatch(context.owner(), timeout, this::closeConnection);
    }

    /**
     * Writes a response.
     *
     * @param headOnly true to omit the body
     * @return completes when the whole response has been handed to the operating system, or has been aborted
     */
    Future<Void> send(HttpResponse outgoing, boolean headOnly) {
        response.setStatusCode(outgoing.status());
        outgoing.headers().forEach(response::putHeader);
        if (outgoing.body() instanceof byte[] bytes) {
            response.putHeader("Content-Length", String.valueOf(bytes.length));
            content = new ByteArrayInputStream(bytes);
        } else {
            response.setChunked(true);
            content = (InputStream) outgoing.body();
        }
        watch.start();
        if (headOnly) {
            end(Buffer.buffer());
        } else if (outgoing.body() instanceof byte[] bytes && bytes.length <= BLOCK) {
            write(bytes, bytes.length);
        } else {
            read();
        }
        return done.future();
    }

    private void read() {
        reading = true;
        execute(() -> {
            byte[] block = new byte[BLOCK];
            int count;
            try {
                count = content.readNBytes(block, 0, BLOCK);
            } catch (Throwable e) {
                // includes errors: the connection would stay open forever
                log(e);
                count = -1;
            }
            int read = count;
            context.runOnContext(now -> {
                reading = false;
                write(block, read);
            });
        });
    }

    /** Any client can delete an execution that it reads: without a stack trace. */
    private static void log(Throwable failure) {
        if (failure instanceof StoreException) {
            LOG.warn("Reading the content of a response failed; closing the connection: {}", failure.getMessage());
            LOG.debug("Reading the content of a response failed", failure);
        } else {
            LOG.warn("Reading the content of a response failed; closing the connection", failure);
        }
    }

    private void write(byte[] block, int count) {
        if (aborted || response.closed()) {
            finish();
        } else if (count < 0) {
            closeIncomplete();
        } else {
            for (int from = 0; from < count; from += SLICE) {
                int length = Math.min(SLICE, count - from);
                Buffer slice = Buffer.buffer(length).appendBytes(block, from, length);
                if (from + length == count && count < BLOCK) {
                    end(slice);
                    return;
                }
                watch.written(length);
                response.write(slice).onComplete(sent -> watch.sent(length));
            }
            if (count < BLOCK) {
                end(Buffer.buffer());
            } else if (response.writeQueueFull()) {
                response.drainHandler(drained -> read());
            } else {
                read();
            }
        }
    }

    private void end(Buffer last) {
        watch.written(last.length());
        response.end(last).onComplete(sent -> {
            watch.sent(last.length());
            finish();
        });
    }

    /** Stops writing, because the client has disconnected. */
    void abort() {
        aborted = true;
        if (!reading) {
            finish();
        }
    }

    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        watch.stop();
        if (content instanceof ByteArrayInputStream) {
            done.complete();
        } else {
            execute(() -> {
                close(content);
                context.runOnContext(now -> done.tryComplete());
            });
        }
    }

    /** Closes the content of a response that is not sent. */
    void discard(HttpResponse unwanted) {
        if (unwanted.body() instanceof InputStream unread) {
            execute(() -> close(unread));
        }
    }

    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // the host is stopping, or the machine cannot start more threads
            LOG.debug("No thread is available for the content of a response; closing the connection", e);
            closeConnection();
            close(content);
            done.tryComplete();
        }
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.warn("Closing the content of a response failed", e);
        }
    }

    private void closeIncomplete() {
        if (request.version() == HttpVersion.HTTP_2) {
            // the other streams of the connection stay open
            response.reset(HTTP2_INTERNAL_ERROR);
        } else {
            closeConnection();
        }
        finish();
    }

    private void closeConnection() {
        VertxChannel.close(request.connection());
    }
}
