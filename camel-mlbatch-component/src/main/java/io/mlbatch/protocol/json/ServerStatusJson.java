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

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.mlbatch.protocol.ServerStatus;

/** Reads and writes the health that a server reports: {@code {"statusCode","details","components"}}. */
public final class ServerStatusJson {

    private static final String WHAT = "the server's status";
    private static final String CODE = "statusCode";

    private ServerStatusJson() {}

    /**
     * Reads a status. A component is a status of the same form; a component that is a text, a number or a logical is
     * returned unchanged. Of the details, those of components that are texts, numbers or logicals are read.
     */
    public static ServerStatus read(InputStream in) throws IOException {
        Map<String, String> components = new LinkedHashMap<>();
        Map<String, Map<String, String>> details = new LinkedHashMap<>();
        String code = Json.read(
                in,
                WHAT,
                parser -> readStatus(
                        parser,
                        new LinkedHashMap<>(),
                        component -> components.put(component, readComponent(parser, component, details))));
        if (code == null) {
            throw new MalformedJsonException(WHAT + " has no " + CODE, null);
        }
        try {
            return new ServerStatus(ServerStatus.Code.parse(code), components, details);
        } catch (IllegalArgumentException e) {
            throw new MalformedJsonException(WHAT + ": " + e.getMessage(), e);
        }
    }

    /** Writes each component as a status of the same form. */
    public static byte[] write(ServerStatus status) {
        return Json.bytes(generator -> {
            writeHead(generator, status.code().toString(), Map.of());
            for (Map.Entry<String, String> component : status.components().entrySet()) {
                generator.writeFieldName(component.getKey());
                writeHead(generator, component.getValue(), status.details().getOrDefault(component.getKey(), Map.of()));
                writeEnd(generator);
            }
            writeEnd(generator);
        });
    }

    private static void writeHead(JsonGenerator generator, String code, Map<String, String> details)
            throws IOException {
        generator.writeStartObject();
        generator.writeStringField(CODE, code);
        generator.writeObjectFieldStart("details");
        for (Map.Entry<String, String> detail : details.entrySet()) {
            generator.writeStringField(detail.getKey(), detail.getValue());
        }
        generator.writeEndObject();
        generator.writeObjectFieldStart("components");
    }

    private static void writeEnd(JsonGenerator generator) throws IOException {
        generator.writeEndObject();
        generator.writeEndObject();
    }

    /** Returns the status code, or {@code null}. */
    private static String readStatus(JsonParser parser, Map<String, String> details, Json.FieldReader component)
            throws IOException {
        String[] code = new String[1];
        Json.fields(parser, WHAT, name -> {
            if (name.equals("components") && parser.currentToken() == JsonToken.START_OBJECT) {
                Json.fields(parser, WHAT, component);
            } else if (name.equals("details") && parser.currentToken() == JsonToken.START_OBJECT) {
                Json.fields(parser, WHAT, detail -> putText(details, detail, Json.text(parser)));
            } else {
                String text = Json.text(parser);
                code[0] = name.equals(CODE) ? text : code[0];
            }
        });
        return code[0];
    }

    private static void putText(Map<String, String> details, String name, String text) {
        if (text != null) {
            details.put(name, text);
        }
    }

    private static String readComponent(JsonParser parser, String name, Map<String, Map<String, String>> details)
            throws IOException {
        String code;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, String> own = new LinkedHashMap<>();
            // the status of a part already includes the status of its own parts
            code = readStatus(parser, own, part -> Json.text(parser));
            if (!own.isEmpty()) {
                details.put(name, own);
            }
        } else {
            code = Json.text(parser);
        }
        return code == null ? "" : code;
    }
}
