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
package io.mlbatch.docs.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.mlbatch.protocol.json.RecordsJson;

/** Schema of one component in Camel's catalog, which Camel's generator writes to {@code src/generated}. */
public final class CatalogSchema {

    private static final Path SCHEMAS = GeneratedFile.MODULE.resolve("src/generated/resources/META-INF/io/mlbatch");

    private final Map<String, Object> json;

    private CatalogSchema(Map<String, Object> json) {
        this.json = json;
    }

    /** Reads a schema with the reader of records, as a schema is one JSON object. */
    public static CatalogSchema parse(byte[] json) throws IOException {
        return new CatalogSchema(RecordsJson.readRecord(json));
    }

    /** Returns the schemas of all components of this module, without other documents of the catalog. */
    public static List<CatalogSchema> components() throws IOException {
        try (Stream<Path> files = Files.walk(SCHEMAS)) {
            List<CatalogSchema> schemas = new ArrayList<>();
            for (Path file :
                    (Iterable<Path>) files.filter(file -> file.toString().endsWith(".json"))::iterator) {
                CatalogSchema schema = parse(Files.readAllBytes(file));
                if (schema.json.containsKey("component")) {
                    schemas.add(schema);
                }
            }
            return schemas;
        }
    }

    /** Returns the name, the title and the other fields of the component itself. */
    Option component() {
        return new Option("component", map(json.get("component")));
    }

    List<Option> componentOptions() {
        return options("componentProperties", "property");
    }

    List<Option> pathParameters() {
        return options("properties", "path");
    }

    List<Option> queryParameters() {
        return options("properties", "parameter");
    }

    List<Option> headers() {
        return options("headers", "header");
    }

    /** Returns options in the order of the schema's index, which groups them as Camel does. */
    private List<Option> options(String section, String kind) {
        return map(json.getOrDefault(section, Map.of())).entrySet().stream()
                .map(entry -> new Option(entry.getKey(), map(entry.getValue())))
                .filter(option -> option.text("kind").equals(kind))
                .sorted(Comparator.comparingInt(option -> Integer.parseInt(option.text("index"))))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    /** A named object of the schema: an option, a header, or the component. */
    record Option(String name, Map<String, Object> fields) {

        /** Returns a field as text, or an empty text if the field is missing. */
        String text(String field) {
            return fields.containsKey(field) ? String.valueOf(fields.get(field)) : "";
        }

        boolean is(String flag) {
            return Boolean.TRUE.equals(fields.get(flag));
        }

        /** Returns the values of an enum, or an empty list for other types. */
        List<?> values() {
            return fields.get("enum") instanceof List<?> values ? values : List.of();
        }
    }
}
