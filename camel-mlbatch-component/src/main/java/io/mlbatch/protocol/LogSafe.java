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

/** Makes external text safe for a message: on one line, in the order of its characters, and of limited length. */
public final class LogSafe {

    /** In characters: the longest file name of common file systems. */
    private static final int LONGEST = 255;

    private LogSafe() {}

    /**
     * Returns the text with invisible characters escaped as <code>&#92;u000a</code>, truncated when it gets too long.
     */
    public static String of(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> append(printable, c));
        if (text.length() > LONGEST && text.codePoints().skip(LONGEST).findAny().isPresent()) {
            printable.append('…');
        }
        return printable.toString();
    }

    private static void append(StringBuilder printable, int c) {
        switch (Character.getType(c)) {
            case Character.CONTROL:
            case Character.FORMAT:
            case Character.LINE_SEPARATOR:
            case Character.PARAGRAPH_SEPARATOR:
            case Character.SURROGATE:
            case Character.UNASSIGNED:
                printable.append(String.format("\\u%04x", c));
                break;
            default:
                printable.appendCodePoint(c);
        }
    }
}
