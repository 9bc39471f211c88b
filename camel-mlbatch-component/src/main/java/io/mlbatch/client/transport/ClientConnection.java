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
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestWriterFactory;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Connection that reads a response which the server sends before it has received the whole request. A rejection ends
 * the upload; an interim or successful response does not. Unlike the connection of HttpClient, it does not log headers
 * or bodies at any level: they contain passwords and tokens.
 */
final class ClientConnection extends DefaultBHttpClientConnection implements ManagedHttpClientConnection {

    /** An idle time in which a server is unlikely to close a connection that it keeps between requests. */
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private Timeout socketTimeout = Timeout.DISABLED;
    /** The final response to the request that is being sent. */
    private ClassicHttpResponse early;
    /** The request was not sent completely: the connection cannot be used for another request. */
    private volatile boolean cut;

    private int uses;
    private long idleSinceNanos;

    ClientConnection(Http1Config config) {
        super(
                config,
                null,
                null,
                null,
                null,
                (request, connection, in, sent, next) -> ((ClientConnection) connection).isRefused(),
                new DefaultHttpRequestWriterFactory(config),
                new DefaultHttpResponseParserFactory(config));
    }

    /** Called before each write of a part of the request's body. */
    private boolean isRefused() throws IOException {
        if (early == null && getSocketHolder() != null && isInputPending()) {
            receiveEarly();
        }
        return early != null && early.getCode() >= HttpStatus.SC_REDIRECTION;
    }

    /** Checks the socket below TLS, where the check costs no time. The pending input may be a message of TLS itself. */
    private boolean isInputPending() throws IOException {
        return getSocketHolder().getBaseSocket().getInputStream().available() > 0;
    }

    private void receiveEarly() throws IOException {
        try {
            while (early == null && isDataAvailable(Timeout.ONE_MILLISECOND)) {
                ClassicHttpResponse response = receiveHead();
                if (response.getCode() >= HttpStatus.SC_SUCCESS) {
                    early = response;
                }
            }
        } catch (HttpException e) {
            throw new IOException("a response came before the request was sent, and is not HTTP", e);
        }
    }

    @Override
    public void sendRequestEntity(ClassicHttpRequest request) throws HttpException, IOException {
        try {
            super.sendRequestEntity(request);
            cut |= early != null && early.getCode() >= HttpStatus.SC_REDIRECTION;
        } catch (IOException broken) {
            // a server that rejects a request closes, and the next write fails, before the client checks for the
            // response
            cut = true;
            if (early == null && !receivedBefore(broken)) {
                throw broken;
            }
        }
    }

    private boolean receivedBefore(IOException broken) {
        try {
            receiveEarly();
        } catch (IOException e) {
            broken.addSuppressed(e);
        }
        return early != null;
    }

    @Override
    public ClassicHttpResponse receiveResponseHeader() throws HttpException, IOException {
        if (early == null) {
            return receiveHead();
        }
        ClassicHttpResponse response = early;
        early = null;
        return response;
    }

    private ClassicHttpResponse receiveHead() throws HttpException, IOException {
        try {
            return super.receiveResponseHeader();
        } catch (IllegalArgumentException e) {
            // the parser accepts the status 000, which the response then refuses
            throw new ProtocolException(e.getMessage(), e);
        }
    }

    @Override
    public void flush() throws IOException {
        // the server does not read the rest of the request: sending it could block forever
        if (!cut) {
            super.flush();
        }
    }

    @Override
    public boolean isConsistent() {
        return !cut && super.isConsistent();
    }

    @Override
    public void close(CloseMode mode) {
        super.close(cut ? CloseMode.IMMEDIATE : mode);
    }

    @Override
    public void bind(Socket socket) throws IOException {
        super.bind(socket);
        remember(socket);
    }

    @Override
    public void bind(SSLSocket sslSocket, Socket socket) throws IOException {
        super.bind(sslSocket, socket);
        remember(sslSocket);
    }

    private void remember(Socket socket) throws SocketException {
        socketTimeout = Timeout.ofMilliseconds(socket.getSoTimeout());
    }

    @Override
    public Socket getSocket() {
        return getSocketHolder() == null ? null : getSocketHolder().getSocket();
    }

    @Override
    public SSLSession getSSLSession() {
        return getSocket() instanceof SSLSocket ssl ? ssl.getSession() : null;
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        super.setSocketTimeout(timeout);
        socketTimeout = timeout;
    }

    /**
     * Returns whether the server has closed the connection. The check waits for a millisecond, which is most of the
     * time of a short call. A connection that the server has kept open before is therefore not checked again when it
     * was used a moment ago. After its first use it is checked, because some servers close each connection without
     * announcing it.
     */
    @Override
    public boolean isStale() throws IOException {
        boolean busy = uses > 1 && System.nanoTime() - idleSinceNanos < BUSY_NANOS;
        return !busy && super.isStale();
    }

    @Override
    public void passivate() {
        uses++;
        idleSinceNanos = System.nanoTime();
        super.setSocketTimeout(Timeout.DISABLED);
    }

    @Override
    public void activate() {
        super.setSocketTimeout(socketTimeout);
    }
}
