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
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.FieldModifier;

import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.Values;

/**
 * Records of a delimited text, read one at a time. The first line names the columns; every other line has as many
 * fields. Values are texts, or {@code null} if the format defines them as missing; the declared types determine their
 * meaning. Blank lines and spaces around quotes are skipped.
 *
 * <p>A table of R's {@code write.table} has row names, for which its first line has no name. Its lines have one field
 * more, whose first one is skipped. Such lines are read as lines with row names only if they cannot be something else:
 * if they are delimited by tabs, or have a quoted first field and another delimiter than the comma, which is in many
 * texts and numbers as well.
 */
public final class CsvRecords implements Iterator<Map<String, Object>>, Closeable {

    /** Not a Unicode character, so that no text contains it. */
    private static final char NO_QUOTE = '\uFFFF';

    private final char delimiter;
    private final CloseableIterator<CsvRecord> lines;
    private final CsvColumns columns;
    private final int named;
    private final long headerLine;
    private boolean firstFieldQuoted;
    private int rowNames = -1;
    private CsvRecord next;
    private long line;

    /**
     * Reads the first line.
     *
     * @param text is closed with the records; without a byte order mark
     * @param inputs the declared inputs, which determine the columns that are numbers and must be unique; empty when
     *     they are unknown
     * @throws InvalidRecordException when the text has no first line, or two columns have the name of one input
     */
    public CsvRecords(BufferedReader text, CsvFormat format, List<Parameter> inputs) throws IOException {
        this.delimiter = new DelimiterDetector(format).detect(text);
        if (format.quote() != null && format.quote() == delimiter) {
            throw InvalidRecordException.atPlace("line 1", "delimiter and quote are both '" + delimiter + "'", null);
        }
        FieldModifier quotes = new FieldModifier() {
            @Override
            public String modify(long startingLine, int index, boolean quoted, String field) {
                firstFieldQuoted = index == 0 ? quoted : firstFieldQuoted;
                return field;
            }
        };
        this.lines = CsvReader.builder()
                .fieldSeparator(delimiter)
                .quoteCharacter(format.quote() == null ? NO_QUOTE : format.quote())
                .allowUnclosedQuote(false)
                // RFC 4180 would make the quotes a part of the field
                .trimWhitespacesAroundQuotes(!Character.isWhitespace(delimiter))
                // counted here, where the line is known
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(CsvRecordHandler.of(handler -> handler.fieldModifier(quotes)), text)
                .iterator();
        if (!fetch()) {
            throw InvalidRecordException.atPlace(
                    "line 1", "the text is empty: expected the names of the columns", null);
        }
        CsvRecord header = lines.next();
        this.line = header.getStartingLineNumber();
        this.headerLine = line;
        this.named = header.getFieldCount();
        this.columns = new CsvColumns(header.getFields(), line, inputs, format);
    }

    @Override
    public boolean hasNext() {
        while (next == null && fetch()) {
            CsvRecord read = lines.next();
            next = isBlank(read) ? null : read;
        }
        if (next == null && rowNames < 0 && columns.lackAllInputs()) {
            throw InvalidRecordException.atPlace(
                    "line " + headerLine,
                    "expected the names of inputs as those of columns, and records below, got "
                            + Values.describe(String.join(", ", columns.names())),
                    null);
        }
        return next != null;
    }

    private boolean fetch() {
        try {
            return lines.hasNext();
        } catch (CsvParseException e) {
            String place = line == 0 ? "line 1" : "after line " + line;
            throw InvalidRecordException.atPlace(place, "no CSV: " + e.getMessage(), e);
        }
    }

    private boolean isBlank(CsvRecord read) {
        return named > 1
                && read.getFieldCount() == 1
                && !firstFieldQuoted
                && read.getField(0).isBlank();
    }

    @Override
    public Map<String, Object> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        CsvRecord fields = next;
        next = null;
        line = fields.getStartingLineNumber();
        if (rowNames < 0) {
            rowNames = hasRowName(fields) ? 1 : 0;
        }
        if (fields.getFieldCount() != named + rowNames) {
            throw InvalidRecordException.inRecord(
                    "line " + line,
                    "expected " + (named + rowNames) + " fields "
                            + (rowNames > 0 ? "with the row name" : "as in line " + headerLine) + ", found "
                            + fields.getFieldCount()
                            + " (delimiter " + (delimiter == '\t' ? "tab" : "'" + delimiter + "'") + ")",
                    columns.texts(fields.getFields(), rowNames));
        }
        return columns.record(fields.getFields(), rowNames, line);
    }

    private boolean hasRowName(CsvRecord fields) {
        boolean unmistakable = delimiter == '\t' || delimiter != ',' && firstFieldQuoted;
        // an empty last field is a delimiter at the end of the line
        return unmistakable
                && fields.getFieldCount() == named + 1
                && !fields.getField(named).isEmpty();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
