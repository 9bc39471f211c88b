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
package io.mlbatch.protocol;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Decompresses gzip of any number of members while it is read. Truncated or corrupt data, and other bytes behind a
 * member, are an {@link UnreadableTextException}. Reads nothing before the first read.
 */
public final class GunzipStream extends BlockInputStream {

    private static final int BUFFER = 8192;

    /** Bytes behind the data of a member: checksum and size. */
    private static final int TRAILER = 8;

    private final Source source;
    private Members members;

    public GunzipStream(InputStream in) {
        this.source = new Source(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        try {
            if (members == null) {
                members = new Members(source);
            }
            int read = members.read(buffer, offset, count);
            if (read < 0) {
                requireEnd();
            }
            return read;
        } catch (EOFException e) {
            throw new UnreadableTextException("the gzip data is truncated", e);
        } catch (ZipException e) {
            throw new UnreadableTextException("the gzip data is corrupt: " + e.getMessage(), e);
        }
    }

    /** GZIPInputStream ends without an error if it cannot read the header of another member. */
    private void requireEnd() throws IOException {
        if (source.failure != null) {
            throw source.failure;
        }
        if (members.hasRest() || source.available() > 0) {
            throw new ZipException("there are other bytes behind its end");
        }
    }

    @Override
    public void close() throws IOException {
        if (members == null) {
            source.close();
        } else {
            members.close();
        }
    }

    private static final class Members extends GZIPInputStream {

        Members(InputStream in) throws IOException {
            super(in, BUFFER);
        }

        /** Returns true if the last block has bytes behind the last member. */
        boolean hasRest() {
            return inf.getRemaining() > TRAILER;
        }
    }

    /**
     * GZIPInputStream reads another member only if the stream reports available bytes. A network stream may report 0 at
     * any time, and the members after the first one would be lost.
     */
    private static final class Source extends BufferedInputStream {

        private IOException failure;

        Source(InputStream in) {
            super(in, BUFFER);
        }

        @Override
        public synchronized int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public synchronized int read(byte[] buffer, int offset, int count) throws IOException {
            try {
                return super.read(buffer, offset, count);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
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
