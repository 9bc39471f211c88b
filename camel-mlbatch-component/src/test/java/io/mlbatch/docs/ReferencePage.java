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
package io.mlbatch.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A component's reference page: text by hand, and between marker comments what its schema says. */
final class ReferencePage {

    private static final Path PAGES = Path.of("src/main/docs");

    private final Path file;
    private final Map<String, String> generated = new LinkedHashMap<>();

    private ReferencePage(Path folder, CatalogSchema schema) {
        file = folder.resolve(schema.component().text("name") + "-component.adoc");
        OptionTables tables = new OptionTables(schema);
        generated.put("component header", tables.header());
        generated.put("component dependency", tables.dependency());
        generated.put("component options", tables.componentOptions());
        generated.put("endpoint options", tables.endpointOptions());
        generated.put("component headers", tables.headers());
    }

    static ReferencePage in(Path folder, CatalogSchema schema) {
        return new ReferencePage(folder, schema);
    }

    /** The pages of all components of this module. */
    static List<ReferencePage> all() throws IOException {
        List<ReferencePage> pages = new ArrayList<>();
        for (CatalogSchema schema : CatalogSchema.components()) {
            pages.add(in(PAGES, schema));
        }
        return pages;
    }

    void write() throws IOException {
        Files.writeString(file, upToDate());
    }

    /** The first line that is not what the schema says, with its number and what it should be. */
    Optional<String> difference() throws IOException {
        List<String> is = Files.readString(file).lines().toList();
        List<String> should = upToDate().lines().toList();
        for (int i = 0; i < Math.max(is.size(), should.size()); i++) {
            String found = i < is.size() ? is.get(i) : "(end of the page)";
            String wanted = i < should.size() ? should.get(i) : "(end of the page)";
            if (!found.equals(wanted)) {
                return Optional.of("line %d is%n  %s%nand not%n  %s".formatted(i + 1, found, wanted));
            }
        }
        return Optional.empty();
    }

    private String upToDate() throws IOException {
        String text = Files.readString(file);
        for (Map.Entry<String, String> section : generated.entrySet()) {
            text = replace(text, section.getKey(), section.getValue());
        }
        return text;
    }

    private String replace(String text, String section, String content) {
        String start = "// " + section + ": START\n";
        String end = "// " + section + ": END\n";
        int from = text.indexOf(start);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalStateException(
                    file + " needs the lines\n" + start + end + "in this order: the table goes in between");
        }
        return text.substring(0, from + start.length()) + content + text.substring(to);
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
