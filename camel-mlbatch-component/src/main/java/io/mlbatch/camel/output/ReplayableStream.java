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
import java.util.function.Supplier;

import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

/**
 * A stream that needs no caching: it can be opened again. Any other stream would be read into memory as a whole before
 * the next step of the route.
 */
public final class ReplayableStream extends InputStream implements StreamCache {

    private final Supplier<InputStream> opener;
    private InputStream in;

    /** @param opener opens the stream from its beginning, any number of times; nothing needs to be closed */
    public ReplayableStream(Supplier<InputStream> opener) {
        this.opener = opener;
        this.in = opener.get();
    }

    @Override
    public int read() throws IOException {
        return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        return in.read(buffer, offset, count);
    }

    @Override
    public void reset() {
        in = opener.get();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        in.transferTo(out);
    }

    @Override
    public StreamCache copy(Exchange exchange) {
        return new ReplayableStream(opener);
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    /** Unknown: 0, as the interface says. */
    @Override
    public long length() {
        return 0;
    }

    @Override
    public long position() {
        return -1;
    }
}
