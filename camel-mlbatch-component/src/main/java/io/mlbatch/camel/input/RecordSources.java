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

import java.io.Closeable;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.apache.camel.WrappedFile;

import io.mlbatch.camel.output.Csv;
import io.mlbatch.client.RecordSource;
import io.mlbatch.protocol.DataFrame;
import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.Values;
import io.mlbatch.protocol.csv.CsvFormat;
import io.mlbatch.protocol.json.ValueJson;
import io.mlbatch.protocol.objects.ObjectMapping;

/** Converts bodies of exchanges to record sources. */
public final class RecordSources {

    private static final TextHints CSV_OF_RESULTS = new TextHints(
            new InputOptions(RecordFormat.csv, StandardCharsets.UTF_8, CsvFormat.RFC_4180, new ColumnMapping(Map.of())),
            null,
            null,
            null,
            StandardCharsets.UTF_8);

    private RecordSources() {}

    /**
     * Returns the records of a body: a list, an iterable, an iterator, a stream or an array of maps or objects with
     * properties; one of them (a record) or a map of lists (columns); the same as a {@code JsonNode}; JSON or CSV as
     * text, bytes, buffer, reader, stream or file; {@link Csv} of results.
     *
     * @param hints format and charset of text, and names of columns
     * @param mapping converts objects of an application
     * @param conversion converts a body of any other class to a stream, or returns {@code null}
     * @throws InvalidRecordException when the body has another form
     */
    public static RecordSource of(
            Object body, TextHints hints, ObjectMapping mapping, Function<Object, InputStream> conversion) {
        return hints.options().columns().rename(find(body, hints, mapping, conversion));
    }

    private static RecordSource find(
            Object body, TextHints hints, ObjectMapping mapping, Function<Object, InputStream> conversion) {
        if (body instanceof RecordSource source) {
            return source;
        }
        if (body instanceof Csv csv) {
            return find(csv.stream(), CSV_OF_RESULTS, mapping, conversion);
        }
        if (body instanceof WrappedFile<?> wrapped) {
            Object file = wrapped.getFile();
            return find(
                    file instanceof File || file instanceof Path ? file : wrapped.getBody(),
                    hints,
                    mapping,
                    conversion);
        }
        return TextBodies.find(body, hints).orElseGet(() -> ofObjects(body, hints, mapping, conversion));
    }

    private static RecordSource ofObjects(
            Object body, TextHints hints, ObjectMapping mapping, Function<Object, InputStream> conversion) {
        Object plain = ValueJson.withoutTree(body);
        if (plain != body) {
            // a tree may contain a text that is JSON or CSV
            return find(plain, hints, mapping, conversion);
        }
        ObjectRecords objects = new ObjectRecords(mapping);
        if (body instanceof Iterator<?> iterator) {
            Closeable resource = iterator instanceof Closeable closeable ? closeable : () -> {};
            return new ObjectRecordSource(() -> iterator, objects, false, resource);
        }
        if (body instanceof Stream<?> stream) {
            return new ObjectRecordSource(stream::iterator, objects, false, stream::close);
        }
        if (body instanceof Iterable<?> iterable) {
            return new ObjectRecordSource(iterable::iterator, objects, true, () -> {});
        }
        Optional<List<?>> array = Values.asList(body);
        if (array.isPresent()) {
            return new ObjectRecordSource(array.get()::iterator, objects, true, () -> {});
        }
        InputStream converted = body == null || body instanceof Map ? null : conversion.apply(body);
        if (converted != null) {
            return find(converted, hints, mapping, conversion);
        }
        return objects.find(0, body)
                .map(record -> RecordSource.of(recordOrColumns(record)))
                .orElseThrow(() -> InvalidRecordException.of(
                        "the body holds no records: expected maps, objects with properties, columns, or JSON or CSV"
                                + " as text, bytes, stream or file, got " + Values.describe(body)));
    }

    /** Columns when every value is a list, as in a data frame; else one record. */
    static List<Map<String, Object>> recordOrColumns(Map<String, Object> map) {
        boolean columns = !map.isEmpty()
                && map.values().stream().allMatch(value -> Values.asList(value).isPresent());
        return columns ? ofColumns(map) : List.of(map);
    }

    private static List<Map<String, Object>> ofColumns(Map<String, Object> map) {
        Map<String, List<?>> columns = new LinkedHashMap<>();
        map.forEach((name, values) -> columns.put(name, Values.asList(values).orElseThrow()));
        try {
            // values are checked record by record, so that an error names the record and the input
            return DataFrame.ofColumns(columns).rows();
        } catch (IllegalArgumentException e) {
            throw InvalidRecordException.of(e.getMessage());
        }
    }
}
