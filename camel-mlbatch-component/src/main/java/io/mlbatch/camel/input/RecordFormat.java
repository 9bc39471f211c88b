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
package io.mlbatch.camel.input;

import java.util.Locale;

/** The format of text, bytes, streams and files. */
public enum RecordFormat {
    /** Decided by content type, then file name, then first character: JSON begins with a bracket, other text is CSV. */
    auto,
    /** A JSON array of objects, or one object of columns. */
    json,
    /** JSON Lines: every object is one record, even a single object whose values are arrays. */
    jsonl,
    /** Delimited values (RFC 4180, and the forms of the csv options); the first line names the columns. */
    csv;

    /**
     * The format that the content type or file name states; {@link #auto} when neither does. Either may be
     * {@code null}.
     */
    static RecordFormat hinted(String contentType, String fileName) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (type.contains("ndjson") || type.contains("jsonl")) {
            return jsonl;
        }
        if (type.contains("json")) {
            return json;
        }
        if (type.contains("csv") || hintsTabs(type, null)) {
            return csv;
        }
        String name = uncompressedName(fileName);
        if (name.endsWith(".json")) {
            return json;
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return jsonl;
        }
        return name.endsWith(".csv") || hintsTabs(null, fileName) ? csv : auto;
    }

    /** True when the content type or file name states that tabs are the delimiter. Either may be {@code null}. */
    static boolean hintsTabs(String contentType, String fileName) {
        String name = uncompressedName(fileName);
        return contentType != null && contentType.toLowerCase(Locale.ROOT).contains("tab-separated-values")
                || name.endsWith(".tsv")
                || name.endsWith(".tab");
    }

    /** True when the file name ends with {@code .gz}. */
    static boolean hintsGzip(String fileName) {
        return fileName != null && fileName.toLowerCase(Locale.ROOT).endsWith(".gz");
    }

    private static String uncompressedName(String fileName) {
        String name = fileName == null ? "" : fileName.toLowerCase(Locale.ROOT);
        return hintsGzip(name) ? name.substring(0, name.length() - ".gz".length()) : name;
    }
}
