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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/**
 * Common functions for the documents of this package: opening and closing, errors with a place, fields, and values of
 * any shape.
 */
final class Json {

    // the caller owns the streams: a response is closed with its connection
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            // the shortest digits, in half of the time that the JDK takes
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            // a truncated document must not look complete
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            // several documents of one generator follow each other without a blank
            .rootValueSeparator((String) null)
            .build();

    private static final List<JsonReadFeature> LENIENT =
            List.of(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, JsonReadFeature.ALLOW_SINGLE_QUOTES);

    private Json() {}

    interface DocumentReader<T> {
        T read(JsonParser parser) throws IOException;
    }

    interface DocumentWriter {
        void write(JsonGenerator generator) throws IOException;
    }

    interface FieldReader {
        /** Reads or skips the field's value, on which the parser stands. */
        void read(String name) throws IOException;
    }

    static JsonParser parser(InputStream in) throws IOException {
        return FACTORY.createParser(in);
    }

    static JsonParser parser(byte[] documents, int offset, int length) throws IOException {
        return FACTORY.createParser(documents, offset, length);
    }

    /**
     * Returns a parser that also accepts the JSON that Newtonsoft accepts. The original servers use Newtonsoft, and
     * clients therefore send such JSON: texts and names in single quotes, and Python's words for NaN and the
     * infinities. Bytes that are not UTF-8 are an error.
     */
    static JsonParser lenientParser(InputStream in) throws IOException {
        return lenient(parser(new StrictUtf8Stream(in)));
    }

    /** Like {@link #lenientParser(InputStream)}. */
    static JsonParser lenientParser(Reader in) throws IOException {
        return lenient(FACTORY.createParser(in));
    }

    private static JsonParser lenient(JsonParser parser) {
        for (JsonReadFeature feature : LENIENT) {
            parser.enable(feature.mappedFeature());
        }
        return parser;
    }

    /** Reads one document; the parser stands on its first token. {@code what} names the document in errors. */
    static <T> T read(InputStream in, String what, DocumentReader<T> reader) throws IOException {
        return read(parser(in), what, reader);
    }

    /** Reads one document as a caller wrote it, see {@link #lenientParser}. */
    static <T> T readLenient(InputStream in, String what, DocumentReader<T> reader) throws IOException {
        return read(lenientParser(in), what, reader);
    }

    /** Reads one document that is in memory. */
    static <T> T read(byte[] document, String what, DocumentReader<T> reader) throws IOException {
        return read(FACTORY.createParser(document), what, reader);
    }

    private static <T> T read(JsonParser opened, String what, DocumentReader<T> reader) throws IOException {
        try (JsonParser parser = opened) {
            if (parser.nextToken() == null) {
                throw new MalformedJsonException(what + " is empty", null);
            }
            return reader.read(parser);
        } catch (JsonProcessingException e) {
            throw JsonErrors.malformed(what, e);
        }
    }

    static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out);
    }

    static void write(OutputStream out, DocumentWriter writer) throws IOException {
        try (JsonGenerator generator = generator(out)) {
            writer.write(generator);
        }
    }

    static byte[] bytes(DocumentWriter writer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(out, writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Throws unless the parser stands on this token. */
    static void expect(JsonParser parser, JsonToken token, String what) throws IOException {
        if (parser.currentToken() != token) {
            throw new MalformedJsonException(
                    what + ": expected " + name(token) + ", found " + name(parser.currentToken()) + " at "
                            + JsonErrors.place(parser.currentTokenLocation()),
                    null);
        }
    }

    private static String name(JsonToken token) {
        switch (token) {
            case START_OBJECT:
                return "an object";
            case START_ARRAY:
                return "an array";
            case VALUE_STRING:
                return "a text";
            case VALUE_NULL:
                return "null";
            default:
                return token.isNumeric() ? "a number" : token.isBoolean() ? "a logical" : token.toString();
        }
    }

    /** Reads the fields of the object on which the parser stands. */
    static void fields(JsonParser parser, String what, FieldReader reader) throws IOException {
        expect(parser, JsonToken.START_OBJECT, what);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            reader.read(name);
        }
    }

    /** Returns the current scalar as text, {@code null} for null. Skips an object or array and returns {@code null}. */
    static String text(JsonParser parser) throws IOException {
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
            return null;
        }
        return parser.currentToken() == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    /** Returns the current array of texts; empty for null and for any other value, which is skipped. */
    static List<String> texts(JsonParser parser) throws IOException {
        List<String> texts = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return texts;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String text = text(parser);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /**
     * Returns the current value of any shape: Map, List, String, Boolean, Integer, Long, BigInteger, Double, BigDecimal
     * or null.
     */
    static Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT:
                return object(parser);
            case START_ARRAY:
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                return list;
            case VALUE_NUMBER_INT:
                return parser.getNumberValue();
            case VALUE_NUMBER_FLOAT:
                return real(parser);
            case VALUE_TRUE:
                return Boolean.TRUE;
            case VALUE_FALSE:
                return Boolean.FALSE;
            case VALUE_NULL:
                return null;
            case VALUE_EMBEDDED_OBJECT:
                return embedded(parser);
            default:
                return parser.getText();
        }
    }

    /** Keeps a number beyond the range of a double unchanged, so that it does not become an infinity. */
    private static Number real(JsonParser parser) throws IOException {
        double real = parser.getDoubleValue();
        boolean written =
                Double.isInfinite(real) && Character.isDigit(parser.getText().charAt(parser.getTextLength() - 1));
        return written ? decimal(parser) : (Number) real;
    }

    private static BigDecimal decimal(JsonParser parser) throws IOException {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException e) {
            throw new JsonParseException(
                    parser, "The exponent of a number is out of range", parser.currentTokenLocation(), e);
        }
    }

    /** Returns an embedded object of a tree in memory. It may be any object, or bytes, whose JSON form is base64. */
    private static Object embedded(JsonParser parser) throws IOException {
        Object object = parser.getEmbeddedObject();
        return object instanceof byte[] ? parser.getText() : object;
    }

    /** Returns the current object as a map in the order of its fields. */
    static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    static void writeTexts(JsonGenerator generator, Iterable<String> texts) throws IOException {
        generator.writeStartArray();
        for (String text : texts) {
            generator.writeString(text);
        }
        generator.writeEndArray();
    }

    /** Writes a value of any shape, see {@link ValueWriter}. */
    static void writeValue(JsonGenerator generator, Object value) throws IOException {
        new ValueWriter(generator, false).write(value);
    }
}
