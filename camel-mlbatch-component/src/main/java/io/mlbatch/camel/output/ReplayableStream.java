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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.BlockInputStream;

/**
 * A stream that needs no caching: it can be opened again. Any other stream would be read into memory as a whole before
 * the next step of the route.
 *
 * <p>It is opened when it is first read. Camel resets it before each step, which costs nothing unless it has been read
 * from or closed; then the next read opens it again. Not thread-safe: who reads it at the same time takes a copy.
 *
 * <p>What opening throws, reading throws.
 */
public final class ReplayableStream extends BlockInputStream implements StreamCache {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayableStream.class);

    private final Supplier<? extends InputStream> opener;
    private final LongSupplier length;
    private InputStream in;
    private boolean used;
    private boolean closed;

    /**
     * A stream that is at hand: its length is found by reading it through, when somebody asks.
     *
     * @param opener opens the stream from its beginning, any number of times
     */
    public ReplayableStream(Supplier<? extends InputStream> opener) {
        this(null, opener, () -> measured(opener));
    }

    /**
     * A stream that comes from afar.
     *
     * @param first the stream, which has been opened for other reasons already
     * @param opener opens it from its beginning, any number of times
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
            throw new IOException("the stream is closed: a step or the end of the exchange did that");
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

    /** Ends what is open, also a transfer that is not at its end. There is nothing in it that a failure could lose. */
    @Override
    public void close() {
        closed = true;
        InputStream open = in;
        in = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("Closing a stream failed", e);
            }
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        transferTo(out);
    }

    /**
     * Closes it at the end of the exchange, whoever has opened it again by then. What nobody has read from can still be
     * read, opened again: the caller of a template gets its answer when the exchange is done.
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

    /** Another one, from the beginning, for an exchange of its own. */
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
     * Bytes, 0 when unknown. It is worth finding out: camel-http takes a stream cache of no length for no body, and
     * sends a GET.
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
