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
import java.util.NoSuchElementException;

import io.mlbatch.protocol.IteratorInputStream;

/**
 * The parts of a document around an array: the text before the array, its elements with commas between, the text after
 * it.
 */
final class JsonArrayParts implements Iterator<byte[]> {

    private static final byte[] SEPARATOR = {','};

    private final Iterator<byte[]> elements;
    private final byte[] tail;
    private byte[] next;
    private boolean begun;
    private boolean ended;

    private JsonArrayParts(String head, Iterator<byte[]> elements, String tail) {
        this.next = head.getBytes(StandardCharsets.UTF_8);
        this.elements = elements;
        this.tail = tail.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns the document as a stream that fetches each element only when it is read.
     *
     * @param head the document up to and with the opening bracket
     * @param elements the elements, each encoded
     * @param tail the document from the closing bracket on
     */
    static InputStream stream(String head, Iterator<byte[]> elements, String tail) {
        return new IteratorInputStream(new JsonArrayParts(head, elements, tail));
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public byte[] next() {
        if (ended) {
            throw new NoSuchElementException();
        }
        if (next != null) {
            byte[] part = next;
            next = null;
            return part;
        }
        if (!elements.hasNext()) {
            ended = true;
            return tail;
        }
        if (!begun) {
            begun = true;
            return elements.next();
        }
        next = elements.next();
        return SEPARATOR;
    }
}
