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

import java.util.Iterator;
import java.util.Objects;

/**
 * Stream of bytes from an iterator of parts. Each part is fetched only when it is read, so that the number of parts
 * does not matter. A read throws the exception of the iterator, and every later read throws it again: a truncated text
 * must not look complete.
 */
public final class IteratorInputStream extends BlockInputStream {

    private static final byte[] NOTHING = {};

    private final Iterator<byte[]> parts;
    private byte[] part = NOTHING;
    private int position;
    private RuntimeException failure;

    public IteratorInputStream(Iterator<byte[]> parts) {
        this.parts = parts;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, buffer.length);
        int copied = 0;
        while (copied < count && (position < part.length || advance())) {
            int length = Math.min(count - copied, part.length - position);
            System.arraycopy(part, position, buffer, offset + copied, length);
            position += length;
            copied += length;
        }
        return copied == 0 && count > 0 ? -1 : copied;
    }

    /** Advances to the next part; returns false at the end. */
    private boolean advance() {
        if (failure != null) {
            throw failure;
        }
        try {
            if (!parts.hasNext()) {
                return false;
            }
            part = parts.next();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
        position = 0;
        return true;
    }
}
