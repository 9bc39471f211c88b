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
package io.mlbatch.protocol.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

import io.mlbatch.protocol.BlockInputStream;

/** A stream that keeps the bytes of the record that is being parsed, and the block that was read last. */
final class RecordTail extends BlockInputStream {

    /** The parser can read these in several blocks before it parses them. */
    private static final int FIRST_BYTES = 4;

    private final InputStream in;
    private byte[] kept = new byte[0];
    // in the stream: of the first byte that is kept, and after the last one
    private long first;
    private long end;
    private long begin = -1;

    RecordTail(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        int read = in.read(buffer, offset, count);
        if (read > 0) {
            keep(buffer, offset, read);
        }
        return read;
    }

    private void keep(byte[] buffer, int offset, int count) {
        long from = Math.max(first, begin < 0 ? end - FIRST_BYTES : begin);
        int length = (int) (end - from);
        byte[] target = length + count <= kept.length ? kept : new byte[2 * length + count];
        System.arraycopy(kept, (int) (from - first), target, 0, length);
        System.arraycopy(buffer, offset, target, length, count);
        kept = target;
        first = from;
        end += count;
    }

    /** A record begins at this byte of the stream, which was read last. */
    void begin(long position) {
        begin = position;
    }

    /** Returns the record, which ends before this byte of the stream. */
    byte[] end(long position) {
        byte[] record = Arrays.copyOfRange(kept, (int) (begin - first), (int) (position - first));
        begin = -1;
        return record;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
