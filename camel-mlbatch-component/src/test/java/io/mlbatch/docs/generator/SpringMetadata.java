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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

import io.mlbatch.docs.generator.CatalogSchema.Option;
import io.mlbatch.springboot.MlbatchAutoConfiguration;

/** Metadata with which editors complete the options of all components in the properties of Spring Boot. */
public final class SpringMetadata extends GeneratedFile {

    private static final Map<String, String> TYPES =
            Map.of("boolean", "java.lang.Boolean", "int", "java.lang.Integer", "long", "java.lang.Long");

    public SpringMetadata() {
        super(MODULE.resolve("src/main/resources/META-INF/spring-configuration-metadata.json"));
    }

    @Override
    public String content() throws IOException {
        return json(CatalogSchema.components());
    }

    /** Returns the metadata of all components as JSON. */
    public static String json(List<CatalogSchema> schemas) throws IOException {
        JsonArray groups = new JsonArray();
        JsonArray properties = new JsonArray();
        JsonArray hints = new JsonArray();
        for (CatalogSchema schema : schemas) {
            String prefix = "camel.component." + schema.component().text("name");
            groups.add(group(prefix));
            properties.add(property(
                    prefix + ".enabled", "java.lang.Boolean", "Whether its properties are looked at.", "true"));
            properties.add(property(
                    prefix + ".customizer.enabled",
                    "java.lang.Boolean",
                    "Whether its properties are looked at.",
                    "true"));
            for (Option option : schema.componentOptions()) {
                String name = prefix + "." + dashed(option.name());
                properties.add(property(name, type(option), option.text("description"), option.text("defaultValue")));
                if (!option.values().isEmpty()) {
                    hints.add(hint(name, option.values()));
                }
            }
        }
        JsonObject metadata = new JsonObject();
        metadata.put("groups", groups);
        metadata.put("properties", properties);
        metadata.put("hints", hints);
        return Jsoner.prettyPrint(metadata.toJson(), 2) + "\n";
    }

    private static JsonObject group(String prefix) {
        JsonObject group = new JsonObject();
        group.put("name", prefix);
        group.put("sourceType", MlbatchAutoConfiguration.class.getName());
        return group;
    }

    private static JsonObject property(String name, String type, String description, String defaultValue) {
        JsonObject property = new JsonObject();
        property.put("name", name);
        property.put("type", type);
        property.put("description", description);
        property.put("sourceType", MlbatchAutoConfiguration.class.getName());
        if (!defaultValue.isEmpty()) {
            property.put("defaultValue", value(type, defaultValue));
        }
        return property;
    }

    private static Object value(String type, String text) {
        return switch (type) {
            case "java.lang.Boolean" -> Boolean.valueOf(text);
            case "java.lang.Integer", "java.lang.Long" -> Long.valueOf(text);
            default -> text;
        };
    }

    /** Returns text for durations, which have units, and for enums, whose values are {@code hints}. */
    private static String type(Option option) {
        return switch (option.text("type")) {
            case "duration", "enum" -> "java.lang.String";
            default -> TYPES.getOrDefault(option.text("javaType"), option.text("javaType"));
        };
    }

    private static JsonObject hint(String name, List<?> values) {
        List<JsonObject> entries = new ArrayList<>();
        for (Object value : values) {
            JsonObject entry = new JsonObject();
            entry.put("value", value);
            entries.add(entry);
        }
        JsonObject hint = new JsonObject();
        hint.put("name", name);
        hint.put("values", new JsonArray(entries));
        return hint;
    }

    private static String dashed(String option) {
        return option.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
