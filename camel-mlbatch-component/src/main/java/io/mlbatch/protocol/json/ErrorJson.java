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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Bodies of error responses: the service's {@code {"message","code","fields"}}, the core's
 * {@code {"message","link",…}}, or no JSON.
 */
public final class ErrorJson {

    private static final int MAX_MESSAGE_LENGTH = 500;

    private ErrorJson() {}

    /** The server's message: of either JSON form, else the body's text, shortened; empty when there is none. */
    public static String readMessage(byte[] body) {
        Map<String, String> fields = new HashMap<>();
        try {
            Json.read(new ByteArrayInputStream(body), "the error", parser -> {
                Json.fields(parser, "the error", name -> fields.put(name.toLowerCase(Locale.ROOT), Json.text(parser)));
                return fields;
            });
        } catch (IOException notJson) {
            return shortened(new String(body, StandardCharsets.UTF_8));
        }
        String message = fields.get("message");
        return shortened(message == null ? new String(body, StandardCharsets.UTF_8) : message);
    }

    public static byte[] write(int code, String message) {
        return Json.bytes(generator -> {
            generator.writeStartObject();
            generator.writeStringField("message", message);
            generator.writeNumberField("code", code);
            generator.writeStringField("fields", "");
            generator.writeEndObject();
        });
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_MESSAGE_LENGTH ? line : line.substring(0, MAX_MESSAGE_LENGTH) + "…";
    }
}
