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

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.csv.CsvFormat;
import io.mlbatch.protocol.csv.CsvRecords;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.protocol.json.RecordsJson.RecordIterator;

/** Records in JSON or delimited text, which are read on demand and never loaded as a whole. */
final class TextRecordSource implements RecordSource {

    private static final int MAX_LEADING_SPACE = 1024;

    private final Opener opener;
    private final boolean repeatable;
    private final RecordFormat format;
    private final CsvFormat csv;
    private final List<Parameter> inputs;

    interface Opener {
        Reader open() throws IOException;
    }

    /**
     * @param repeatable whether the opener can open again
     * @param format with {@link RecordFormat#auto} the first character decides
     */
    TextRecordSource(Opener opener, boolean repeatable, RecordFormat format, CsvFormat csv) {
        this(opener, repeatable, format, csv, List.of());
    }

    private TextRecordSource(
            Opener opener, boolean repeatable, RecordFormat format, CsvFormat csv, List<Parameter> inputs) {
        this.opener = opener;
        this.repeatable = repeatable;
        this.format = format;
        this.csv = csv;
        this.inputs = inputs;
    }

    @Override
    public RecordSource forInputs(List<Parameter> declared) {
        return new TextRecordSource(opener, repeatable, format, csv, declared);
    }

    @Override
    public Records open() throws IOException {
        BufferedReader text = new BufferedReader(opener.open());
        try {
            skipMark(text);
            RecordFormat found = format == RecordFormat.auto ? formatByFirstCharacter(text) : format;
            if (found != RecordFormat.csv) {
                return json(text, found);
            }
            CsvRecords records = new CsvRecords(text, csv, inputs);
            return RecordSource.over(records, records);
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(e, text);
            throw e;
        }
    }

    static void closeAfter(Throwable failure, Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public boolean isRepeatable() {
        return repeatable;
    }

    private static Records json(Reader text, RecordFormat found) throws IOException {
        RecordIterator records = RecordsJson.read(text);
        if (found == RecordFormat.jsonl || records.isArray() || !records.hasNext()) {
            return RecordSource.over(records, records);
        }
        Map<String, Object> first = records.next();
        boolean alone = !records.hasNext();
        if (alone) {
            // one object alone may be columns
            return RecordSource.over(RecordSources.recordOrColumns(first).iterator(), records);
        }
        return RecordSource.over(new Following(first, records), records);
    }

    /** The records of an iterator, preceded by one that has been read from it. */
    private static final class Following implements Iterator<Map<String, Object>> {

        private final Iterator<Map<String, Object>> rest;
        private Map<String, Object> first;

        Following(Map<String, Object> first, Iterator<Map<String, Object>> rest) {
            this.first = first;
            this.rest = rest;
        }

        @Override
        public boolean hasNext() {
            return first != null || rest.hasNext();
        }

        @Override
        public Map<String, Object> next() {
            if (first == null) {
                return rest.next();
            }
            Map<String, Object> record = first;
            first = null;
            return record;
        }
    }

    private static void skipMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != '\uFEFF') {
            text.reset();
        }
    }

    private static RecordFormat formatByFirstCharacter(BufferedReader text) throws IOException {
        text.mark(MAX_LEADING_SPACE);
        int c = ' ';
        for (int i = 0; i < MAX_LEADING_SPACE && Character.isWhitespace(c); i++) {
            c = text.read();
        }
        text.reset();
        return c == '[' || c == '{' ? RecordFormat.json : RecordFormat.csv;
    }
}
