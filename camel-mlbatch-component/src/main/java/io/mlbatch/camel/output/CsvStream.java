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

import java.io.InputStream;
import java.util.Iterator;
import java.util.Objects;

import io.mlbatch.protocol.BatchResponse;

/**
 * The results of a batch as CSV (RFC 4180): UTF-8, lines that end with CR LF, the names of the columns in the first
 * line, then a line for each of the {@link Rows}. A line is encoded when it is read: what is held is a line and the
 * names, however many results there are.
 *
 * <p>A missing value is an empty field. Numbers are {@code NaN}, {@code Inf} and {@code -Inf} where they are not
 * finite, logicals are {@code TRUE} and {@code FALSE}: as R writes and reads them, and this component's input. Vectors,
 * matrices and what else is nested are JSON. Texts are written as they are, also those that a spreadsheet takes for
 * formulas; half of a surrogate pair, for which UTF-8 has no form, becomes {@code ?}.
 *
 * <p>What iterating the results throws, reading throws, and throws again when it goes on.
 */
public class CsvStream extends InputStream {

    private static final byte[] NOTHING = {};

    private final BatchResponse response;
    private Iterator<byte[]> lines;
    private byte[] line = NOTHING;
    private int position;
    private RuntimeException failure;

    CsvStream(BatchResponse response) {
        this.response = Objects.requireNonNull(response, "response");
    }

    /** The results of this answer, from the first line on. Nothing is taken from it before the stream is read. */
    public static CsvStream of(BatchResponse response) {
        return new ReplayableCsvStream(response);
    }

    final BatchResponse response() {
        return response;
    }

    /** Goes back to the first line. */
    @Override
    public void reset() {
        lines = null;
        line = NOTHING;
        position = 0;
        failure = null;
    }

    @Override
    public int read() {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, buffer.length);
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
