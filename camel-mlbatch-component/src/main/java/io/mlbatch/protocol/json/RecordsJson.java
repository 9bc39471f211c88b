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

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import io.mlbatch.protocol.InvalidRecordException;

/** Reads and writes input records: a JSON array of objects, one record at a time. */
public final class RecordsJson {

    private static final String WHAT = "the records";
    private static final String SINGLE = "the record";
    private static final byte[] EMPTY = {'{', '}'};

    private RecordsJson() {}

    /**
     * Reads the records of a JSON array, or JSON objects one after the other (JSON lines). Holds only the current
     * record. Numbers may be {@code NaN}, {@code Infinity} and {@code -Infinity}. Closing the iterator closes the
     * stream. Texts and names may be in single quotes.
     *
     * <p>{@code next} and {@code hasNext} throw an {@link UncheckedIOException}; its cause is a
     * {@link MalformedJsonException} with line and column when the text does not have this form.
     */
    public static RecordIterator read(InputStream in) throws IOException {
        return new RecordIterator(in, Json.lenientParser(in), Json::object);
    }

    /** Like {@link #read(InputStream)}; a record is a {@link SentRecord} where its text is its stored form. */
    public static RecordIterator readSent(InputStream in) throws IOException {
        RecordTail tail = new RecordTail(in);
        return new RecordIterator(in, Json.lenientParser(tail), new SentRecordReader(tail));
    }

    /** Like {@link #read(InputStream)}, for a text without a byte order mark. */
    public static RecordIterator read(Reader in) throws IOException {
        return new RecordIterator(in, Json.lenientParser(in), Json::object);
    }

    /** Reads one record as {@link #writeRecord} wrote it. */
    public static Map<String, Object> readRecord(byte[] record) throws IOException {
        return Json.read(record, SINGLE, RecordsJson::object);
    }

    /** Reads records as {@link #writeRecord} or {@link #writeInvalid} wrote them, one after the other. */
    public static StoredRecords readStored(byte[] stored, int offset, int length) throws IOException {
        return new StoredRecords(Json.parser(stored, offset, length));
    }

    /** Stored records, read by one parser. */
    public static final class StoredRecords {

        private final JsonParser parser;

        private StoredRecords(JsonParser parser) {
            this.parser = parser;
        }

        /**
         * Returns the next record, which must exist.
         *
         * @throws InvalidRecordException with the message of {@link #writeInvalid}
         */
        public Map<String, Object> next() throws IOException {
            try {
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    throw InvalidRecordException.of(parser.getText());
                }
                return object(parser);
            } catch (JsonProcessingException e) {
                throw JsonErrors.malformed(SINGLE, e);
            }
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Json.expect(parser, JsonToken.START_OBJECT, SINGLE);
        return Json.object(parser);
    }

    /**
     * Reads one record as a caller wrote it, in the same forms as {@link #read}. Returns empty when the body has no
     * text, and for {@code null} and {@code []}, which clients send when they have nothing to send.
     *
     * @throws MalformedJsonException with line and column when the text is not one JSON object
     */
    public static Optional<Map<String, Object>> readSingle(InputStream in) throws IOException {
        try (JsonParser parser = Json.lenientParser(in)) {
            if (parser.nextToken() == null) {
                return Optional.empty();
            }
            Optional<Map<String, Object>> record = single(parser);
            if (parser.nextToken() != null) {
                throw new MalformedJsonException(
                        SINGLE + ": there is text after its end at " + JsonErrors.place(parser.currentTokenLocation()),
                        null);
            }
            return record;
        } catch (JsonProcessingException e) {
            throw JsonErrors.malformed(SINGLE, e);
        }
    }

    private static Optional<Map<String, Object>> single(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            JsonLocation place = parser.currentTokenLocation();
            if (parser.nextToken() == JsonToken.END_ARRAY) {
                return Optional.empty();
            }
            throw new MalformedJsonException(
                    SINGLE + ": expected an object, found an array at " + JsonErrors.place(place), null);
        }
        Json.expect(parser, JsonToken.START_OBJECT, SINGLE);
        return Optional.of(Json.object(parser));
    }

    /**
     * Returns one record as a JSON object.
     *
     * @throws InvalidRecordException when an input has no JSON form; the message names it and the class of its value
     */
    public static byte[] writeRecord(Map<String, ?> record) {
        try {
            return write(record);
        } catch (IllegalArgumentException e) {
            throw InvalidRecordException.atPlace(SINGLE, e.getMessage(), e);
        }
    }

    /** Writes many records with one generator. Not thread-safe. */
    public static final class RecordWriter {

        private final JsonBuffer buffer = new JsonBuffer(false);

        /** Like {@link RecordsJson#writeRecord(Map)}; errors name the index of the record. Other records may follow. */
        public byte[] write(int index, Map<String, ?> record) {
            try {
                buffer.add((generator, values) -> values.writeNamed("input", record));
                return buffer.take();
            } catch (IllegalArgumentException e) {
                throw InvalidRecordException.atRecord(index, e.getMessage(), e);
            } catch (UncheckedIOException e) {
                throw InvalidRecordException.atRecord(index, e.getCause().getMessage(), e);
            }
        }
    }

    private static byte[] write(Map<String, ?> record) {
        return Json.bytes(generator -> new ValueWriter(generator, false).writeNamed("input", record));
    }

    /** Returns the bytes that are stored in place of an invalid record: the reason as a JSON string. */
    public static byte[] writeInvalid(String message) {
        return Json.bytes(generator -> generator.writeString(message));
    }

    /**
     * Returns a JSON array of stored records, each read from the iterator only when it is needed. A record of which
     * only the message of {@link #writeInvalid} is stored is an empty object.
     */
    public static InputStream stream(Iterator<byte[]> stored) {
        Iterator<byte[]> elements = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return stored.hasNext();
            }

            @Override
            public byte[] next() {
                byte[] record = stored.next();
                return record[0] == '"' ? EMPTY : record;
            }
        };
        return JsonArrayParts.stream("[", elements, "]");
    }

    /** Records in the order of the text. */
    public static final class RecordIterator implements Iterator<Map<String, Object>>, Closeable {

        private final Closeable in;
        private final JsonParser parser;
        private final Json.DocumentReader<Map<String, Object>> records;
        private final boolean array;
        private boolean fetched;
        private UncheckedIOException failure;

        private RecordIterator(Closeable in, JsonParser parser, Json.DocumentReader<Map<String, Object>> records)
                throws IOException {
            this.in = in;
            this.parser = parser;
            this.records = records;
            try {
                JsonToken first = parser.nextToken();
                if (first == null) {
                    throw new MalformedJsonException(WHAT + " are empty: expected a JSON array", null);
                }
                array = first == JsonToken.START_ARRAY;
                if (!array) {
                    Json.expect(parser, JsonToken.START_OBJECT, WHAT);
                    fetched = true;
                }
            } catch (JsonProcessingException e) {
                throw JsonErrors.malformed(WHAT, e);
            }
        }

        /** Returns true when the text is an array, false when it consists of objects one after the other. */
        public boolean isArray() {
            return array;
        }

        @Override
        public boolean hasNext() {
            return attempt(parser -> {
                if (!fetched) {
                    parser.nextToken();
                    fetched = true;
                }
                JsonToken token = parser.currentToken();
                if (array && token == JsonToken.END_ARRAY) {
                    if (parser.nextToken() != null) {
                        throw new MalformedJsonException(
                                WHAT + ": there is text after the end of the array at "
                                        + JsonErrors.place(parser.currentTokenLocation()),
                                null);
                    }
                    return false;
                }
                if (token == null) {
                    return false;
                }
                Json.expect(parser, JsonToken.START_OBJECT, WHAT);
                return true;
            });
        }

        @Override
        public Map<String, Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            fetched = false;
            return attempt(records);
        }

        /** Throws again after an earlier failure: the text after a broken place only looks like records. */
        private <T> T attempt(Json.DocumentReader<T> reader) {
            if (failure == null) {
                try {
                    return reader.read(parser);
                } catch (JsonProcessingException e) {
                    failure = new UncheckedIOException(JsonErrors.malformed(WHAT, e));
                } catch (IOException e) {
                    failure = new UncheckedIOException(e);
                }
            }
            throw failure;
        }

        @Override
        public void close() throws IOException {
            parser.close();
            in.close();
        }
    }
}
