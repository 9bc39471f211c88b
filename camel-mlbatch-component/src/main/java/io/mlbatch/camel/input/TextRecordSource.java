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

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;

import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.protocol.json.RecordsJson.RecordIterator;

/** Records that are JSON or CSV. Read as they are asked for, never loaded whole. */
final class TextRecordSource implements RecordSource {

    private static final int MOST_LEADING_SPACE = 1024;

    private final Opener opener;
    private final boolean repeatable;
    private final RecordFormat format;
    private final Charset charset;

    interface Opener {
        InputStream open() throws IOException;
    }

    /**
     * @param repeatable whether the opener can open again
     * @param format with {@link RecordFormat#auto} the first character tells
     * @param charset of CSV without a byte order mark
     */
    TextRecordSource(Opener opener, boolean repeatable, RecordFormat format, Charset charset) {
        this.opener = opener;
        this.repeatable = repeatable;
        this.format = format;
        this.charset = charset;
    }

    @Override
    public Records open() throws IOException {
        InputStream in = new BufferedInputStream(opener.open());
        try {
            Charset marked = markTells(in);
            RecordFormat found = format == RecordFormat.auto ? firstCharacterTells(in) : format;
            return found == RecordFormat.csv ? new CsvRecords(in, marked) : json(in, found);
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(e, in);
            throw e;
        }
    }

    private static void closeAfter(Throwable failure, InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public boolean isRepeatable() {
        return repeatable;
    }

    private static Records json(InputStream in, RecordFormat found) throws IOException {
        RecordIterator records = RecordsJson.read(in);
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

    /** The records of an iterator after one that was read before. */
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

    /** The charset that a byte order mark names, or else the one that was given. That of UTF-8 is skipped. */
    private Charset markTells(InputStream in) throws IOException {
        in.mark(3);
        String start = new String(in.readNBytes(3), StandardCharsets.ISO_8859_1);
        if (start.equals("\u00EF\u00BB\u00BF")) {
            return StandardCharsets.UTF_8;
        }
        in.reset();
        // the decoder of UTF-16 takes its mark itself, and so does the JSON parser
        return start.startsWith("\u00FE\u00FF") || start.startsWith("\u00FF\u00FE") ? StandardCharsets.UTF_16 : charset;
    }

    private static RecordFormat firstCharacterTells(InputStream in) throws IOException {
        in.mark(MOST_LEADING_SPACE);
        int c = ' ';
        for (int i = 0; i < MOST_LEADING_SPACE && c >= 0 && (Character.isWhitespace(c) || isUtf16(c)); i++) {
            c = in.read();
        }
        in.reset();
        return c == '[' || c == '{' ? RecordFormat.json : RecordFormat.csv;
    }

    /** Zeros and the bytes of the mark that starts a text in UTF-16, which a JSON parser reads as well. */
    private static boolean isUtf16(int c) {
        return c == 0 || c == 0xFE || c == 0xFF;
    }
}
