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
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Objects;

import io.mlbatch.protocol.BatchResponse;

/** The bytes of a {@link Csv}, from the first line on. */
final class CsvStream extends InputStream {

    private static final byte[] NOTHING = {};

    private final BatchResponse response;
    private Iterator<byte[]> lines;
    private byte[] line = NOTHING;
    private int position;
    private RuntimeException failure;

    CsvStream(BatchResponse response) {
        this.response = response;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, buffer.length);
        try {
            return copy(buffer, offset, count);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private int copy(byte[] buffer, int offset, int count) {
        int copied = 0;
        while (copied < count && (position < line.length || advance())) {
            int length = Math.min(count - copied, line.length - position);
            System.arraycopy(line, position, buffer, offset + copied, length);
            position += length;
            copied += length;
        }
        return copied == 0 && count > 0 ? -1 : copied;
    }

    /** Goes on to the next line; false at the end. What has failed once fails again: read on, it would look whole. */
    private boolean advance() {
        if (failure != null) {
            throw failure;
        }
        try {
            if (lines == null) {
                lines = new CsvLines(response);
            }
            if (!lines.hasNext()) {
                return false;
            }
            line = lines.next();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
        position = 0;
        return true;
    }
}
