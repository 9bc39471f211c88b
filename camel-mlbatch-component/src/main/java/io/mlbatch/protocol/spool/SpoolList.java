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

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * A list of byte arrays in a {@link Spool}, with eight bytes of memory per element. Thread-safe; reading throws an
 * {@link UncheckedIOException} when the spool is on disk and has been closed.
 */
public final class SpoolList implements Iterable<byte[]>, Closeable {

    private static final int PAGE = 1024;

    private final Spool spool;
    private final List<long[]> ends;
    private final int size;

    private SpoolList(Spool spool, List<long[]> ends, int size) {
        this.spool = spool;
        this.ends = ends;
        this.size = size;
    }

    /** Writes a list. Closing the writer without {@link #finish} discards the elements. For one thread. */
    public static final class Writer implements Closeable {

        private final SpoolWriter out;
        // in pages, so that growth does not copy
        private final List<long[]> ends = new ArrayList<>();
        private long end;
        private int size;

        public Writer(SpoolFactory spools) {
            this.out = new SpoolWriter(spools);
        }

        /** @throws SpoolException when the element cannot be written to disk */
        public void add(byte[] element) throws SpoolException {
            out.write(element, 0, element.length);
            end += element.length;
            if (size % PAGE == 0) {
                ends.add(new long[PAGE]);
            }
            ends.get(size / PAGE)[size % PAGE] = end;
            size++;
        }

        public int size() {
            return size;
        }

        /** Returns the list, which the caller closes. */
        public SpoolList finish() throws SpoolException {
            return new SpoolList(out.finish(), ends, size);
        }

        @Override
        public void close() {
            out.close();
        }
    }

    public int size() {
        return size;
    }

    public byte[] get(int index) {
        Objects.checkIndex(index, size);
        return read(() -> spool.read(end(index - 1), end(index)).readAllBytes());
    }

    private long end(int index) {
        return index < 0 ? 0 : ends.get(index / PAGE)[index % PAGE];
    }

    /** Reads the elements one after the other, in blocks of the spool. */
    @Override
    public Iterator<byte[]> iterator() {
        InputStream in = new BufferedInputStream(spool.read(0, end(size - 1)), 64 * 1024);
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size;
            }

            @Override
            public byte[] next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int length = (int) (end(next) - end(next - 1));
                next++;
                return read(() -> in.readNBytes(length));
            }
        };
    }

    private interface Reader {
        byte[] read() throws IOException;
    }

    private static byte[] read(Reader reader) {
        try {
            return reader.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isOnDisk() {
        return spool.isOnDisk();
    }

    /** Releases the disk space. Elements in memory stay readable. */
    @Override
    public void close() {
        spool.close();
    }
}
