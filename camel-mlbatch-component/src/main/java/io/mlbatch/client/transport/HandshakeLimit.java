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
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.client.waiting.Timers;

/**
 * Limits the TLS handshake as a whole. The timeout of the socket limits only each read. A server that sends a byte now
 * and then, or alert after alert, would therefore hold the call forever.
 */
public final class HandshakeLimit implements TlsSocketStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(HandshakeLimit.class);

    private final TlsSocketStrategy tls;
    private final Timers timers;
    private final Duration limit;

    /** @param limit zero: no limit */
    public HandshakeLimit(TlsSocketStrategy tls, Timers timers, Duration limit) {
        this.tls = tls;
        this.timers = timers;
        this.limit = limit;
    }

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        AtomicBoolean expired = new AtomicBoolean();
        Timers.Timer timer = timer(() -> {
            expired.set(true);
            Quietly.close(socket);
        });
        try {
            return tls.upgrade(socket, target, port, attachment, context);
        } catch (IOException e) {
            throw expired.get() ? tooLong(e) : e;
        } finally {
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    private ConnectTimeoutException tooLong(IOException e) {
        ConnectTimeoutException timeout =
                new ConnectTimeoutException("the TLS handshake took longer than " + limit.toMillis() + " ms");
        timeout.initCause(e);
        return timeout;
    }

    private Timers.Timer timer(Runnable action) {
        if (limit.isZero()) {
            return null;
        }
        try {
            return timers.after(limit, action);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("A TLS handshake has no limit as a whole because the component stops", stopped);
            return null;
        }
    }
}
