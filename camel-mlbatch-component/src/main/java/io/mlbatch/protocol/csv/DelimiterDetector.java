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
package io.mlbatch.protocol.csv;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the delimiter of a text by its first line: by the line {@code sep=;} that Excel reads and other programs write
 * for it, or else by the candidate that occurs most often outside of quotes.
 */
final class DelimiterDetector {

    private static final int LONGEST_LINE = 65_536;

    /** In the order of preference. */
    private static final String CANDIDATES = ",;\t|";

    private static final Pattern SEPARATOR_LINE = Pattern.compile("\"?sep=(.)\"?", Pattern.CASE_INSENSITIVE);

    private final CsvFormat format;

    DelimiterDetector(CsvFormat format) {
        this.format = format;
    }

    /**
     * Skips the line {@code sep=…}, which can only be the very first one, but not its end: it becomes an empty line, so
     * that later lines keep their numbers.
     */
    char detect(BufferedReader text) throws IOException {
        text.mark(LONGEST_LINE);
        boolean veryFirst = true;
        StringBuilder line = new StringBuilder();
        boolean quoted = false;
        for (int i = 0, c = text.read(); i < LONGEST_LINE - 1 && c >= 0; i++, c = text.read()) {
            boolean lineEnd = c == '\n' || c == '\r';
            if (lineEnd && line.isEmpty()) {
                veryFirst = false;
            } else if (lineEnd && !quoted) {
                break;
            } else {
                quoted ^= isQuote((char) c);
                line.append((char) c);
            }
        }
        text.reset();
        Matcher separator = SEPARATOR_LINE.matcher(line);
        boolean separated = veryFirst && separator.matches();
        if (separated) {
            text.skip(line.length());
        }
        if (format.delimiter() != null) {
            return format.delimiter();
        }
        return separated ? separator.group(1).charAt(0) : mostFrequent(line);
    }

    private boolean isQuote(char c) {
        return format.quote() != null && c == format.quote();
    }

    private char mostFrequent(CharSequence line) {
        int[] counts = new int[CANDIDATES.length()];
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            boolean quote = isQuote(line.charAt(i));
            quoted ^= quote;
            int candidate = quote || quoted ? -1 : CANDIDATES.indexOf(line.charAt(i));
            if (candidate >= 0) {
                counts[candidate]++;
            }
        }
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            // a decimal comma in the first line is more likely part of a name than a delimiter
            boolean decimal = CANDIDATES.charAt(most) == format.decimal();
            most = counts[i] > counts[most] || decimal && counts[i] > 0 ? i : most;
        }
        return CANDIDATES.charAt(most);
    }
}
