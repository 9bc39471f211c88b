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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reference page of a component: text by hand, and tables of its schema between marker comments. */
public final class ReferencePage extends GeneratedFile {

    private static final Path PAGES = MODULE.resolve("src/main/docs");

    private final Map<String, String> generated = new LinkedHashMap<>();

    private ReferencePage(Path folder, CatalogSchema schema) {
        super(folder.resolve(schema.component().text("name") + "-component.adoc"));
        OptionTables tables = new OptionTables(schema);
        generated.put("component header", tables.header());
        generated.put("component dependency", tables.dependency());
        generated.put("component options", tables.componentOptions());
        generated.put("endpoint options", tables.endpointOptions());
        generated.put("component headers", tables.headers());
    }

    public static ReferencePage in(Path folder, CatalogSchema schema) {
        return new ReferencePage(folder, schema);
    }

    /** Returns the pages of all components of this module. */
    public static List<ReferencePage> all() throws IOException {
        List<ReferencePage> pages = new ArrayList<>();
        for (CatalogSchema schema : CatalogSchema.components()) {
            pages.add(in(PAGES, schema));
        }
        return pages;
    }

    @Override
    public String content() throws IOException {
        String text = Files.readString(file());
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
                    file() + " needs the lines\n" + start + end + "in this order, for the table between them");
        }
        return text.substring(0, from + start.length()) + content + text.substring(to);
    }
}
