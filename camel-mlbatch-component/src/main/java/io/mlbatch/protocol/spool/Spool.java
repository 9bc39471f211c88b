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

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.InputStream;

/** Bytes that were written once and can be read any number of times, from any place. Thread-safe. */
public interface Spool extends Closeable {

    /**
     * Returns the bytes from one position, inclusive, to another, exclusive. A read after {@link #close} from a spool
     * on disk throws a {@link SpoolException}.
     */
    InputStream read(long from, long to);

    boolean isOnDisk();

    /** Releases the disk space. Bytes in memory stay readable, and are released with the object. */
    @Override
    void close();

    /** Returns a spool of bytes in memory. */
    static Spool of(byte[] bytes) {
        return new Spool() {
            @Override
            public InputStream read(long from, long to) {
                return new ByteArrayInputStream(bytes, (int) from, (int) (to - from));
            }

            @Override
            public boolean isOnDisk() {
                return false;
            }

            @Override
            public void close() {}
        };
    }
}
