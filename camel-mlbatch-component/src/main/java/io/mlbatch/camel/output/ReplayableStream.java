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
package io.mlbatch.camel.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.support.SynchronizationAdapter;

import io.mlbatch.client.transport.Quietly;
import io.mlbatch.protocol.BlockInputStream;

/**
 * A stream cache that opens its source again instead of storing the content. Camel would read any other stream into
 * memory as a whole before the next step of the route.
 *
 * <p>The source is opened by the first read. Camel resets the stream before each step; after a read or a close, the
 * next read opens the source again. Not thread-safe: concurrent readers need copies.
 *
 * <p>Reading throws the exceptions of opening.
 */
public final class ReplayableStream extends BlockInputStream implements StreamCache {

    private final Supplier<? extends InputStream> opener;
    private final LongSupplier length;
    private InputStream in;
    private boolean used;
    private boolean closed;

    /**
     * A stream over a local source. Its length is determined on demand, by reading the whole source.
     *
     * @param opener opens the stream from its beginning, any number of times
     */
    public ReplayableStream(Supplier<? extends InputStream> opener) {
        this(null, opener, () -> measured(opener));
    }

    /**
     * A stream over a remote source.
     *
     * @param first the stream, which has been opened already
     * @param opener opens the stream from its beginning, any number of times
     * @param length bytes; 0 when unknown
     */
    public ReplayableStream(InputStream first, Supplier<? extends InputStream> opener, long length) {
        this(first, opener, () -> length);
    }

    private ReplayableStream(InputStream first, Supplier<? extends InputStream> opener, LongSupplier length) {
        this.in = first;
        this.opener = opener;
        this.length = length;
    }

    private static long measured(Supplier<? extends InputStream> opener) {
        try (InputStream in = opener.get()) {
            return in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        try {
            return opened().read(buffer, offset, count);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private InputStream opened() throws IOException {
        if (closed) {
            throw new IOException("the stream was closed by a step of the route or at the end of the exchange");
        }
        used = true;
        if (in == null) {
            in = opener.get();
        }
        return in;
    }

    @Override
    public void reset() {
        if (used || closed) {
            close();
            used = false;
            closed = false;
        }
    }

    /** Closes the source, even within a transfer. A failure is only logged, because no data depends on it. */
    @Override
    public void close() {
        closed = true;
        InputStream open = in;
        in = null;
        if (open != null) {
            Quietly.close(open);
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        transferTo(out);
    }

    /**
     * Closes the stream at the end of the exchange, even if it has been opened again by then. An unread stream can
     * still be read, because the caller of a template gets the response after the exchange is done.
     */
    public void closeWhenDone(Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                boolean unread = !used;
                close();
                closed = !unread;
            }
        });
    }

    /** Returns a stream from the beginning, for another exchange. */
    @Override
    public StreamCache copy(Exchange exchange) {
        ReplayableStream copy = new ReplayableStream(null, opener, length);
        copy.closeWhenDone(exchange);
        return copy;
    }

    @Override
    public boolean inMemory() {
        return false;
    }

    /**
     * The number of bytes, 0 when unknown. It is determined because camel-http treats a stream cache without length as
     * no body, and sends a GET.
     */
    @Override
    public long length() {
        return length.getAsLong();
    }

    @Override
    public long position() {
        return -1;
    }
}
