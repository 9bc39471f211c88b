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

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Objects;

/**
 * A document around an array, as a stream that takes each element only when it is read, so that the array's length does
 * not matter. What the iterator throws, reading throws: a document that breaks off does not look whole.
 */
final class JsonArrayStream extends InputStream {

    private static final byte[] SEPARATOR = {','};

    private final Iterator<byte[]> elements;
    private final byte[] tail;
    private byte[] part;
    private byte[] next;
    private int position;
    private boolean first = true;
    private boolean ended;
    private RuntimeException failure;

    /**
     * @param head the document up to and with the opening bracket
     * @param elements the elements, each encoded
     * @param tail the document from the closing bracket on
     */
    JsonArrayStream(String head, Iterator<byte[]> elements, String tail) {
        this.part = head.getBytes(StandardCharsets.UTF_8);
        this.elements = elements;
        this.tail = tail.getBytes(StandardCharsets.UTF_8);
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
        while (copied < count && (position < part.length || advance())) {
            int length = Math.min(count - copied, part.length - position);
            System.arraycopy(part, position, buffer, offset + copied, length);
            position += length;
            copied += length;
        }
        return copied == 0 && count > 0 ? -1 : copied;
    }

    /** Goes on to the next part; false at the end. What has failed once fails again: read on, it would look whole. */
    private boolean advance() {
        if (ended) {
            return false;
        }
        if (failure != null) {
            throw failure;
        }
        try {
            part = nextPart();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
        position = 0;
        return true;
    }

    private byte[] nextPart() {
        if (next != null) {
            byte[] element = next;
            next = null;
            return element;
        }
        if (!elements.hasNext()) {
            ended = true;
            return tail;
        }
        if (first) {
            first = false;
            return elements.next();
        }
        next = elements.next();
        return SEPARATOR;
    }
}
