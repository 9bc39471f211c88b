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
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Reads the bodies of error responses: the service's {@code {"message","code","fields"}}, the core's
 * {@code {"message","link",…}}, or a body that is not JSON.
 */
public final class ErrorJson {

    private static final int MAX_MESSAGE_LENGTH = 500;

    // control and format characters could forge lines of a log, or drive a terminal
    private static final Pattern NOT_PRINTED = Pattern.compile("[\\s\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    // does not cross another tag, so that a body of such characters takes no time
    private static final Pattern TAG = Pattern.compile("<[^<>]*>");

    private ErrorJson() {}

    /** Returns whether the body is in HTML, as the pages of proxies are. */
    public static boolean isHtml(byte[] body) {
        return new String(body, StandardCharsets.UTF_8).stripLeading().startsWith("<");
    }

    /** Returns whether the body is an error of the API: a JSON object with a message. */
    public static boolean isError(byte[] body) {
        try {
            return fields(body).containsKey("message");
        } catch (IOException notJson) {
            return false;
        }
    }

    /**
     * Returns the server's message, from either JSON form or else from the body's text without tags, in one line and
     * shortened; empty when the body has no message.
     *
     * @param mask removes secrets from the message, before it is shortened
     */
    public static String readMessage(byte[] body, UnaryOperator<String> mask) {
        String message;
        try {
            message = fields(body).get("message");
        } catch (IOException notJson) {
            message = null;
        }
        return shortened(message == null ? text(body, mask) : mask.apply(message));
    }

    private static String text(byte[] body, UnaryOperator<String> mask) {
        // before the tags are removed, because a secret may look like one
        String text = mask.apply(new String(body, StandardCharsets.UTF_8));
        String withoutTags = isHtml(body) ? TAG.matcher(text).replaceAll(" ") : text;
        return withoutTags.isBlank() ? text : withoutTags;
    }

    private static Map<String, String> fields(byte[] body) throws IOException {
        return Json.read(new ByteArrayInputStream(body), "the error", parser -> {
            Map<String, String> fields = new HashMap<>();
            Json.fields(parser, "the error", name -> fields.put(name.toLowerCase(Locale.ROOT), Json.text(parser)));
            return fields;
        });
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
        String line = NOT_PRINTED.matcher(text).replaceAll(" ").strip();
        return line.length() <= MAX_MESSAGE_LENGTH ? line : line.substring(0, MAX_MESSAGE_LENGTH) + "…";
    }
}
