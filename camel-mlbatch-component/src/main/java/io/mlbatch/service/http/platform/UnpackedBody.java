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
package io.mlbatch.service.http.platform;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.mlbatch.protocol.BlockInputStream;
import io.mlbatch.protocol.GunzipStream;
import io.mlbatch.service.http.api.BodyException;

/**
 * A body that was sent with gzip. Limits how much a few bytes can unpack to: a large body that is mostly repetition is
 * cheap to send, and not to read.
 */
final class UnpackedBody extends BlockInputStream {

    /** Unpacked bytes from which the ratio counts. Small batches can have the same record many times. */
    static final long FREE_BYTES = 64L * 1024 * 1024;

    /** Gzip cannot exceed 1032. Tables of mostly equal numbers reach 100. */
    static final int MAX_RATIO = 200;

    /** The first byte of gzip, which does not occur in text. */
    private static final int MAGIC = 0x1F;

    private final RequestBody sent;
    private final InputStream buffered;
    private InputStream unpacked;
    private long count;

    /** @param sent the compressed bytes; or text, because servers and proxies unpack bodies and keep the header */
    UnpackedBody(RequestBody sent) {
        this.sent = sent;
        this.buffered = new BufferedInputStream(sent);
    }

    private InputStream open() throws IOException {
        buffered.mark(1);
        int first = buffered.read();
        buffered.reset();
        return first == MAGIC ? new GunzipStream(buffered) : buffered;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (unpacked == null) {
            unpacked = open();
        }
        int read = unpacked.read(buffer, offset, length);
        count += Math.max(read, 0);
        if (count > FREE_BYTES && count / MAX_RATIO > sent.count()) {
            throw BodyException.tooCompressed(MAX_RATIO);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        (unpacked == null ? buffered : unpacked).close();
    }
}
