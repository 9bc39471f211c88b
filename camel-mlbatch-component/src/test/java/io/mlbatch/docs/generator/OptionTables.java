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

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.mlbatch.docs.generator.CatalogSchema.Option;

/** Tables of a schema's options and headers, in the form of Camel's own component pages. */
public final class OptionTables {

    private final CatalogSchema schema;

    public OptionTables(CatalogSchema schema) {
        this.schema = schema;
    }

    /** The page's title and attributes. */
    public String header() {
        return """
                = %1$s Component
                :doctitle: %1$s
                :shortname: %2$s
                :artifactid: %3$s
                :description: %4$s
                :since: %5$s
                :supportlevel: %6$s
                :tabs-sync-option:
                :component-header: %7$s
                """.formatted(
                        about("title"),
                        about("name"),
                        about("artifactId"),
                        line(about("description")),
                        about("firstVersion"),
                        about("supportLevel"),
                        directions());
    }

    private String directions() {
        if (schema.component().is("consumerOnly")) {
            return "Only consumer is supported";
        }
        return schema.component().is("producerOnly")
                ? "Only producer is supported"
                : "Both producer and consumer are supported";
    }

    public String dependency() {
        return """
                [source,xml]
                ----
                <dependency>
                    <groupId>%s</groupId>
                    <artifactId>%s</artifactId>
                    <version>%s</version>
                </dependency>
                ----
                """.formatted(about("groupId"), about("artifactId"), about("version"));
    }

    public String componentOptions() {
        List<Option> options = schema.componentOptions();
        return """
                == Component Options

                The %s component supports %d options, which are listed below.

                %s""".formatted(about("title"), options.size(), table(options, OptionTables::name));
    }

    public String endpointOptions() {
        List<Option> path = schema.pathParameters();
        List<Option> query = schema.queryParameters();
        return """
                == Endpoint Options

                The %s endpoint is configured using URI syntax:

                ----
                %s
                ----

                With the following path and query parameters:

                === Path Parameters (%d parameters)

                %s
                === Query Parameters (%d parameters)

                %s""".formatted(
                        about("title"),
                        about("syntax"),
                        path.size(),
                        table(path, OptionTables::name),
                        query.size(),
                        table(query, OptionTables::name));
    }

    public String headers() {
        List<Option> headers = schema.headers();
        return """
                == Message Headers

                The %s component supports %d message headers, which are listed below.

                %s""".formatted(about("title"), headers.size(), table(headers, header -> name(header) + constant(header)));
    }

    private String about(String field) {
        return schema.component().text(field);
    }

    private static String table(List<Option> options, Function<Option, String> name) {
        StringJoiner table = new StringJoiner("\n", "[width=\"100%\",cols=\"2,5,^1,2\",options=\"header\"]\n", "\n");
        table.add("|===");
        table.add("| Name | Description | Default | Type");
        for (Option option : options) {
            table.add("| %s | %s | %s | %s"
                    .formatted(name.apply(option), description(option), defaultValue(option), type(option)));
        }
        return table.add("|===").toString();
    }

    private static String name(Option option) {
        return "*" + option.name() + "* (" + group(option) + ")";
    }

    /** Returns the schema's group, which names one label only, and the labels advanced and security. */
    private static String group(Option option) {
        List<String> names = new ArrayList<>(List.of(option.text("group")));
        Stream.of("advanced", "security")
                .filter(label -> List.of(option.text("label").split(",")).contains(label))
                .filter(label -> !option.text("group").contains(label))
                .forEach(names::add);
        return String.join(", ", names);
    }

    private static String constant(Option header) {
        String constant = header.text("constantName");
        return " +\n`" + constant.substring(constant.lastIndexOf('.') + 1) + "`";
    }

    private static String description(Option option) {
        String marks = Stream.of("required", "deprecated", "autowired", "secret")
                .filter(option::is)
                .map(mark -> "*" + Character.toUpperCase(mark.charAt(0)) + mark.substring(1) + "* ")
                .collect(Collectors.joining());
        String values = option.values().stream().map(OptionTables::literal).collect(Collectors.joining(", "));
        return marks + cell(option.text("description")) + (values.isEmpty() ? "" : " +\nEnum values: " + values);
    }

    private static String defaultValue(Option option) {
        String value = option.text("defaultValue");
        return value.isEmpty() ? "" : literal(value);
    }

    /** Returns the simple name of a type. Durations are {@code long} in Java and accept texts with units. */
    private static String type(Option option) {
        return option.text("type").equals("duration")
                ? "duration"
                : cell(option.text("javaType").replaceAll("(\\w+\\.)+(?=[A-Z])", ""));
    }

    /** Returns a text without its meaning in AsciiDoc. */
    private static String literal(Object value) {
        return "`+" + cell(value.toString()) + "+`";
    }

    private static String cell(String text) {
        return line(text).replace("|", "\\|");
    }

    private static String line(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
