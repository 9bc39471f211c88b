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

import java.util.Set;

/**
 * The format of a delimited text.
 *
 * @param delimiter between fields; {@code null}: detected from the text's first line
 * @param decimal of numbers: a point or a comma
 * @param quote around fields; {@code null}: the text has none
 * @param missing texts that stand for a missing value, quoted or not
 */
public record CsvFormat(Character delimiter, char decimal, Character quote, Set<String> missing) {

    /** RFC 4180: commas, double quotes, decimal points. */
    public static final CsvFormat RFC_4180 = new CsvFormat(',', '.', '"', Set.of());

    private static final Set<String> TAB = Set.of("tab", "\\t", "\t");
    private static final Set<String> SPACE = Set.of("space", " ");

    /** @throws IllegalArgumentException when no text can have this format */
    public CsvFormat {
        missing = Set.copyOf(missing);
        requireNoLineEnd("delimiter", delimiter);
        requireNoLineEnd("quote", quote);
        if (decimal != '.' && decimal != ',') {
            throw new IllegalArgumentException("the decimal must be '.' or ',', not '" + decimal + "'");
        }
        if (delimiter != null && delimiter.equals(quote)) {
            throw new IllegalArgumentException("delimiter and quote must differ, both are '" + quote + "'");
        }
        if (delimiter != null && delimiter == decimal) {
            throw new IllegalArgumentException("delimiter and decimal must differ, both are '" + decimal + "'");
        }
        if (quote != null && quote == decimal) {
            throw new IllegalArgumentException("quote and decimal must differ, both are '" + decimal + "'");
        }
    }

    private static void requireNoLineEnd(String name, Character character) {
        if (character != null && (character == '\r' || character == '\n')) {
            throw new IllegalArgumentException("the " + name + " must not end a line");
        }
    }

    /**
     * Parses a delimiter or a quote: one character, {@code tab} or {@code space}. Returns {@code null} for the other
     * word.
     *
     * @throws IllegalArgumentException names the option
     */
    public static Character character(String option, String text, String other) {
        if (text.equals(other)) {
            return null;
        }
        if (TAB.contains(text)) {
            return '\t';
        }
        if (SPACE.contains(text)) {
            return ' ';
        }
        if (text.length() != 1) {
            throw new IllegalArgumentException(
                    option + " must be one character, tab, space, or " + other + ", not '" + text + "'");
        }
        return text.charAt(0);
    }

    /**
     * Parses the decimal of numbers.
     *
     * @throws IllegalArgumentException names the option
     */
    public static char decimal(String option, String text) {
        if (!text.equals(".") && !text.equals(",")) {
            throw new IllegalArgumentException(option + " must be a point or a comma, not '" + text + "'");
        }
        return text.charAt(0);
    }

    /** Returns this format with another delimiter. */
    public CsvFormat delimitedBy(char other) {
        return new CsvFormat(other, decimal, quote, missing);
    }
}
