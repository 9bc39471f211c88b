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
     * returned unchanged.
     */
    public static ServerStatus read(InputStream in) throws IOException {
        Map<String, String> components = new LinkedHashMap<>();
        String code = Json.read(in, WHAT, parser -> readStatus(parser, components));
        if (code == null) {
            throw new MalformedJsonException(WHAT + " has no " + CODE, null);
        }
        try {
            return new ServerStatus(ServerStatus.Code.parse(code), components);
        } catch (IllegalArgumentException e) {
            throw new MalformedJsonException(WHAT + ": " + e.getMessage(), e);
        }
    }

    /** Writes each component as a status of the same form. */
    public static byte[] write(ServerStatus status) {
        return Json.bytes(generator -> writeStatus(generator, status.code().toString(), status.components()));
    }

    private static void writeStatus(JsonGenerator generator, String code, Map<String, String> components)
            throws IOException {
        generator.writeStartObject();
        generator.writeStringField(CODE, code);
        generator.writeObjectFieldStart("details");
        generator.writeEndObject();
        generator.writeObjectFieldStart("components");
        for (Map.Entry<String, String> component : components.entrySet()) {
            generator.writeFieldName(component.getKey());
            writeStatus(generator, component.getValue(), Map.of());
        }
        generator.writeEndObject();
        generator.writeEndObject();
    }

    /** Returns the status code, or {@code null}. */
    private static String readStatus(JsonParser parser, Map<String, String> components) throws IOException {
        String[] code = new String[1];
        Json.fields(parser, WHAT, name -> {
            if (name.equals("components") && parser.currentToken() == JsonToken.START_OBJECT) {
                Json.fields(parser, WHAT, component -> components.put(component, component(parser)));
            } else {
                String text = Json.text(parser);
                code[0] = name.equals(CODE) ? text : code[0];
            }
        });
        return code[0];
    }

    private static String component(JsonParser parser) throws IOException {
        String said = parser.currentToken() == JsonToken.START_OBJECT
                // the status of a part already includes the status of its own parts
                ? readStatus(parser, new LinkedHashMap<>())
                : Json.text(parser);
        return said == null ? "" : said;
    }
}
