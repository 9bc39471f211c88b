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
package io.mlbatch.camel.input;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import io.mlbatch.protocol.BlockInputStream;
import io.mlbatch.protocol.UnreadableTextException;

/** Decompresses gzip of any number of members while it is read. Truncated or corrupt data is an error. */
final class GunzipStream extends BlockInputStream {

    private static final int BUFFER = 8192;

    private final GZIPInputStream gzip;

    GunzipStream(InputStream in) throws IOException {
        this.gzip = unpacked(() -> new GZIPInputStream(new AvailableStream(in), BUFFER));
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private static <T> T unpacked(Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (EOFException e) {
            throw new UnreadableTextException("the gzip data is truncated", e);
        } catch (ZipException e) {
            throw new UnreadableTextException("the gzip data is corrupt: " + e.getMessage(), e);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        return unpacked(() -> gzip.read(buffer, offset, count));
    }

    @Override
    public void close() throws IOException {
        gzip.close();
    }

    /**
     * GZIPInputStream reads another member only if the stream reports available bytes. A network stream may report 0 at
     * any time, and the members after the first one would be lost.
     */
    private static final class AvailableStream extends BufferedInputStream {

        AvailableStream(InputStream in) {
            super(in, BUFFER);
        }

        @Override
        public synchronized int available() throws IOException {
            mark(1);
            int next = read();
            reset();
            return next < 0 ? 0 : 1;
        }
    }
}
