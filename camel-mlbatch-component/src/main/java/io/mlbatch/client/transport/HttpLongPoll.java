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

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.BasicHttpEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.nio.support.classic.ContentInputStream;
import org.apache.hc.core5.http.nio.support.classic.SharedInputBuffer;
import org.apache.hc.core5.http.protocol.HttpContext;

import io.mlbatch.client.waiting.LongPoll;

/**
 * A request on a connection without a thread. The response is read like that of {@link HttpTransport}, by a thread that
 * begins when the head has arrived; the server sends no more of the body than the buffer holds.
 */
final class HttpLongPoll implements LongPoll, AsyncClientExchangeHandler, FutureCallback<AsyncClientEndpoint> {

    /** Most responses are shorter. The buffer grows up to the window of the connection. */
    private static final int BUFFER = 1024;

    private final HttpUriRequestBase message;
    private final Connector connector;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final AtomicBoolean arrived = new AtomicBoolean();
    private volatile Runnable onArrival = () -> {};
    private volatile AsyncClientEndpoint endpoint;
    private volatile ClassicHttpResponse response;
    private volatile Exception failure;
    private volatile SharedInputBuffer body;
    private volatile boolean complete;

    /** Connects the requests of one server. */
    interface Connector {

        /** @param poll is called with the connection, or with the failure */
        void connect(HttpLongPoll poll);

        /** Called once when the request can be sent. */
        void connected(HttpLongPoll poll);

        /** Called once when the poll no longer uses a connection. */
        void closed(HttpLongPoll poll);
    }

    HttpLongPoll(HttpUriRequestBase message, Connector connector) {
        this.message = message;
        this.connector = connector;
        message.setDependency(() -> {
            cancel();
            return true;
        });
    }

    @Override
    public void send(Runnable onResponse) {
        onArrival = onResponse;
        if (arrived.get()) {
            // was canceled before
            onResponse.run();
            return;
        }
        try {
            connector.connect(this);
        } catch (RuntimeException stopped) {
            fail(stopped);
        }
    }

    /** Ends the poll if its response has not begun. */
    void abortUnanswered() {
        if (endpoint == null) {
            fail(new ConnectTimeoutException("no connection in time"));
        } else if (response == null) {
            fail(new SocketTimeoutException("the server did not respond in time"));
        }
    }

    @Override
    public boolean isBroken() {
        return failure != null && response == null;
    }

    @Override
    public boolean isApplied() {
        ClassicHttpResponse head = response;
        Header applied = head == null ? null : head.getFirstHeader(WaitPreference.APPLIED);
        return applied != null && WaitPreference.isApplied(applied.getValue());
    }

    /** Reads the response, which has arrived. */
    <T> T receive(HttpTransport transport, ApiRequest read, Transport.ResponseReader<T> reader) {
        CallWatchdog watchdog = transport.limits().watch(read, this::cancel);
        if (response == null) {
            watchdog.close();
            throw transport.broken(read, "", watchdog, cause());
        }
        watchdog.connected();
        return transport.receive(read, message, response, watchdog, reader);
    }

    private IOException cause() {
        return failure instanceof IOException e ? e : new IOException(failure.getMessage(), failure);
    }

    @Override
    public void completed(AsyncClientEndpoint connected) {
        endpoint = connected;
        try {
            connector.connected(this);
        } catch (RejectedExecutionException stopped) {
            fail(stopped);
        }
        if (open.get()) {
            connected.execute(this, null);
        } else {
            connected.releaseAndDiscard();
        }
    }

    @Override
    public void produceRequest(RequestChannel channel, HttpContext context) throws HttpException, IOException {
        new BasicRequestProducer(message, null).sendRequest(channel, context);
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public void produce(DataStreamChannel channel) {
        // has no body
    }

    @Override
    public void consumeInformation(HttpResponse information, HttpContext context) {
        // the final response follows
    }

    @Override
    public void consumeResponse(HttpResponse head, EntityDetails entity, HttpContext context) {
        ClassicHttpResponse classic = new BasicClassicHttpResponse(head.getCode(), head.getReasonPhrase());
        classic.setHeaders(head.getHeaders());
        if (entity == null) {
            complete = true;
            endpoint.releaseAndReuse();
        } else {
            body = new SharedInputBuffer(BUFFER);
            classic.setEntity(new BasicHttpEntity(
                    new ContentInputStream(body),
                    entity.getContentLength(),
                    ContentType.parseLenient(entity.getContentType()),
                    entity.getContentEncoding(),
                    entity.isChunked()));
        }
        response = classic;
        arrive();
    }

    @Override
    public void updateCapacity(CapacityChannel capacity) throws IOException {
        if (body != null) {
            body.updateCapacity(capacity);
        }
    }

    @Override
    public void consume(ByteBuffer content) {
        body.fill(content);
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) {
        complete = true;
        endpoint.releaseAndReuse();
        body.markEndStream();
    }

    @Override
    public void failed(Exception cause) {
        fail(cause);
    }

    @Override
    public void cancelled() {
        cancel();
    }

    @Override
    public void cancel() {
        fail(new CancellationException("the request was aborted"));
    }

    @Override
    public void releaseResources() {
        fail(new InterruptedIOException("the connection was closed"));
    }

    /** Ends the poll, unless its response is complete. */
    private void fail(Exception cause) {
        if (!complete && failure == null) {
            failure = cause;
        }
        if (open.compareAndSet(true, false)) {
            AsyncClientEndpoint connected = endpoint;
            if (connected != null) {
                connected.releaseAndDiscard();
            }
            SharedInputBuffer unread = body;
            if (unread != null && !complete) {
                unread.abort();
            }
            connector.closed(this);
        }
        arrive();
    }

    private void arrive() {
        if (arrived.compareAndSet(false, true)) {
            onArrival.run();
        }
    }
}
