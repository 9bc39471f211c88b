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
package io.mlbatch.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A path with placeholders, like {@code /api/{name}/{version}/batch}. Expands values into an encoded path, and reads
 * them from such a path. Values are encoded as single path segments (RFC 3986, UTF-8), so that a {@code /} in a file
 * name does not separate segments.
 */
final class PathTemplate {

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private final List<String> segments;
    private final long placeholders;

    PathTemplate(String template) {
        this.segments = Arrays.asList(template.substring(1).split("/"));
        this.placeholders =
                segments.stream().filter(PathTemplate::isPlaceholder).count();
    }

    String expand(String... values) {
        if (placeholders != values.length) {
            throw new IllegalArgumentException(
                    segments + " has " + placeholders + " placeholders, not " + values.length);
        }
        StringBuilder path = new StringBuilder();
        int next = 0;
        for (String segment : segments) {
            path.append('/').append(isPlaceholder(segment) ? encode(segment, values[next++]) : segment);
        }
        return path.toString();
    }

    /**
     * Returns the decoded values of the placeholders when the encoded path has this form. The text between the
     * placeholders matches in any letter case, as on the original servers.
     */
    Optional<List<String>> match(String encodedPath) {
        String path = encodedPath.endsWith("/") ? encodedPath.substring(0, encodedPath.length() - 1) : encodedPath;
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        String[] actual = path.substring(1).split("/", -1);
        if (actual.length != segments.size()) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < actual.length; i++) {
            if (isPlaceholder(segments.get(i)) && !actual[i].isEmpty()) {
                values.add(decode(actual[i]));
            } else if (!segments.get(i).equalsIgnoreCase(actual[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    private static boolean isPlaceholder(String segment) {
        return segment.startsWith("{");
    }

    private static String encode(String placeholder, String value) {
        if (value.isEmpty()) {
            // the path would be the path of another call
            throw new IllegalArgumentException("The value of " + placeholder + " is empty");
        }
        if (value.equals(".") || value.equals("..")) {
            // an intermediary would interpret such a segment as a step up
            return value.replace(".", "%2E");
        }
        StringBuilder encoded = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            if (UNRESERVED.indexOf(octet) >= 0) {
                encoded.append((char) octet);
            } else {
                encoded.append(String.format("%%%02X", octet & 0xFF));
            }
        }
        return encoded.toString();
    }

    private static String decode(String segment) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        int i = 0;
        while (i < segment.length()) {
            int c = segment.codePointAt(i);
            if (c == '%' && i + 2 < segment.length() && isHex(segment.charAt(i + 1)) && isHex(segment.charAt(i + 2))) {
                decoded.write(Integer.parseInt(segment.substring(i + 1, i + 3), 16));
                i += 3;
            } else {
                decoded.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(c);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    private static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0;
    }
}
