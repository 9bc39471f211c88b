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

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;

import io.mlbatch.client.RecordSource.Records;
import io.mlbatch.protocol.InvalidRecordException;

/**
 * Records of a CSV text (RFC 4180): the first line names the columns, every other line has as many fields. Values are
 * texts: the declared types say what they mean. Empty lines are skipped, and spaces around quotes.
 */
final class CsvRecords implements Records {

    private final CloseableIterator<CsvRecord> lines;
    private final List<String> header;
    private long line;

    CsvRecords(InputStream in, Charset charset) throws IOException {
        // a byte that the charset does not know is an error, not a question mark
        InputStreamReader reader = new InputStreamReader(in, charset.newDecoder());
        lines = CsvReader.builder()
                .allowUnclosedQuote(false)
                // RFC 4180 would make the quotes a part of the field
                .trimWhitespacesAroundQuotes(true)
                // counted here, where the line is known
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(reader)
                .iterator();
        if (!hasNext()) {
            throw InvalidRecordException.atPlace(
                    "line 1", "the text is empty: expected the names of the columns", null);
        }
        CsvRecord first = lines.next();
        line = first.getStartingLineNumber();
        header = first.getFields();
        Set<String> names = new HashSet<>();
        for (String name : header) {
            if (!names.add(name)) {
                throw InvalidRecordException.atPlace("line 1", "there are two columns '" + name + "'", null);
            }
        }
    }

    @Override
    public boolean hasNext() {
        try {
            return lines.hasNext();
        } catch (CsvParseException e) {
            throw InvalidRecordException.atPlace("after line " + line, "no CSV: " + e.getMessage(), e);
        }
    }

    @Override
    public Map<String, Object> next() {
        hasNext();
        CsvRecord fields = lines.next();
        line = fields.getStartingLineNumber();
        if (fields.getFieldCount() != header.size()) {
            throw InvalidRecordException.atPlace(
                    "line " + line,
                    fields.getFieldCount() + " fields where the first line names " + header.size() + " columns",
                    null);
        }
        Map<String, Object> record = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            record.put(header.get(i), fields.getField(i));
        }
        return record;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
