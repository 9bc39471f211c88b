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
package io.mlbatch.camel.input;

import java.io.Reader;

/** A first line, then the same line without end, for tests of reading on demand. */
final class EndlessLines extends Reader {

    private final String line;
    private String rest;
    private boolean closed;

    EndlessLines(String first, String line) {
        this.line = line + "\n";
        this.rest = first + "\n";
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public int read(char[] buffer, int offset, int count) {
        int length = Math.min(count, rest.length());
        rest.getChars(0, length, buffer, offset);
        rest = length == rest.length() ? line : rest.substring(length);
        return length;
    }

    @Override
    public void close() {
        closed = true;
    }
}
