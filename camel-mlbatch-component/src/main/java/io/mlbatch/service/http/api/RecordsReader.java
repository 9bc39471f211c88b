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
package io.mlbatch.service.http.api;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.mlbatch.protocol.DecodingReader;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.csv.CsvFormat;
import io.mlbatch.protocol.csv.CsvRecords;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.service.engine.HostedService;

/** Reads the records of a start: JSON lines or CSV if the {@code Content-Type} names them, otherwise a JSON array. */
final class RecordsReader {

    private static final Set<String> JSON_LINES =
            Set.of("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines");
    private static final Set<String> CSV = Set.of("text/csv", "application/csv");
    private static final String TABS = "text/tab-separated-values";

    private static final String ADVICE =
            "set the charset in the Content-Type, for example text/csv;" + " charset=windows-1252";

    private final MediaType type;
    private final Query query;

    /** @param query has the parameters {@code delimiter} and {@code decimal} of CSV */
    RecordsReader(HttpRequest request, Query query) {
        this.type = MediaType.parse(request.headers().contentType().orElse(""));
        this.query = query;
    }

    /**
     * Returns the records, and reads the first bytes of the body.
     *
     * @param service its declared inputs determine the columns of CSV that are numbers
     * @throws ApiException 400 if the body has another form, or no record
     */
    Records read(InputStream body, HostedService service) throws IOException {
        if (isCsv()) {
            return csv(body, service.description().inputs());
        }
        return JSON_LINES.contains(type.name()) ? lines(body) : array(body, service);
    }

    private boolean isCsv() {
        return CSV.contains(type.name()) || TABS.equals(type.name());
    }

    // the reader accepts arrays and lines
    private Records lines(InputStream body) throws IOException {
        RecordsJson.RecordIterator records = RecordsJson.read(body);
        requireAny(!records.isArray(), "expected JSON objects, one on each line, found an array");
        return new Records(records, records);
    }

    private Records array(InputStream body, HostedService service) throws IOException {
        RecordsJson.RecordIterator records =
                service.refusesInvalidRecords() ? RecordsJson.read(body) : RecordsJson.readSent(body);
        requireAny(records.isArray(), "expected a JSON array of objects, found an object");
        requireAny(records.hasNext(), "the array is empty, a batch has at least one record");
        return new Records(records, records);
    }

    private Records csv(InputStream body, List<Parameter> inputs) throws IOException {
        InputStream in = new BufferedInputStream(body);
        BufferedReader text = new BufferedReader(new DecodingReader(in, DecodingReader.detect(in, charset()), ADVICE));
        text.mark(1);
        if (text.read() != '\uFEFF') {
            text.reset();
        }
        CsvRecords records = new CsvRecords(text, format(), inputs);
        requireAny(
                records.hasNext(), "there is no line below the names of the columns, a batch has at least one record");
        return new Records(records, records);
    }

    private static void requireAny(boolean valid, String problem) {
        if (!valid) {
            throw ApiException.badRequest("the records: " + problem);
        }
    }

    /** Returns the charset of the bytes: the server has translated those in other charsets than Unicode to UTF-8. */
    private Charset charset() {
        return type.parameter("charset")
                .filter(RecordsReader::isSupported)
                .map(Charset::forName)
                .filter(charset -> charset.name().startsWith("UTF-"))
                .orElse(StandardCharsets.UTF_8);
    }

    /** Returns false for a charset that the first read of the body rejects. */
    private static boolean isSupported(String charset) {
        try {
            return Charset.isSupported(charset);
        } catch (IllegalCharsetNameException e) {
            return false;
        }
    }

    private CsvFormat format() {
        try {
            CsvFormat rfc = CsvFormat.RFC_4180;
            String delimiter = parameter("delimiter", TABS.equals(type.name()) ? "tab" : "auto");
            return new CsvFormat(
                    CsvFormat.character("delimiter", delimiter, "auto"),
                    CsvFormat.decimal("decimal", parameter("decimal", ".")),
                    rfc.quote(),
                    rfc.missing());
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("The parameter " + e.getMessage());
        }
    }

    /** Returns a parameter of the query, or else of the Content-Type. */
    private String parameter(String name, String defaultValue) {
        return query.text(name).or(() -> type.parameter(name)).orElse(defaultValue);
    }

    /** The records of one body, which is read while they are iterated. */
    record Records(Iterator<Map<String, Object>> iterator, Closeable body) implements Closeable {

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
