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
package io.mlbatch.protocol.spool;

import java.io.Closeable;
import java.util.Arrays;

/**
 * Writes a {@link Spool}: into memory up to the threshold, into a temporary file beyond it. Closing the writer without
 * {@link #finish} discards the written bytes. For one thread.
 */
public final class SpoolWriter implements Closeable {

    private static final int FIRST_BYTES = 1024;
    private static final int DISK_BUFFER_BYTES = 64 * 1024;

    private final SpoolFactory spools;
    private byte[] buffer = new byte[FIRST_BYTES];
    private int buffered;
    private FileSpool file;

    public SpoolWriter(SpoolFactory spools) {
        this.spools = spools;
    }

    /** @throws SpoolException when the bytes cannot be written to disk */
    public void write(byte[] bytes, int offset, int count) throws SpoolException {
        int most = file == null ? spools.thresholdBytes() : DISK_BUFFER_BYTES;
        if (buffered + (long) count > most) {
            drain();
            file.append(bytes, offset, count);
            return;
        }
        if (buffer.length - buffered < count) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(most, Math.max(buffer.length * 2L, buffered + (long) count)));
        }
        System.arraycopy(bytes, offset, buffer, buffered, count);
        buffered += count;
    }

    private void drain() throws SpoolException {
        if (file == null) {
            file = spools.openFile();
        }
        file.append(buffer, 0, buffered);
        buffered = 0;
        if (buffer.length > DISK_BUFFER_BYTES) {
            buffer = new byte[DISK_BUFFER_BYTES];
        }
    }

    /** Returns the written bytes as a spool, which the caller closes. */
    public Spool finish() throws SpoolException {
        if (file == null) {
            return Spool.of(Arrays.copyOf(buffer, buffered));
        }
        drain();
        FileSpool finished = file;
        file = null;
        return finished;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
