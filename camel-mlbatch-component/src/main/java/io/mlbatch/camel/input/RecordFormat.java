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

/** How text, bytes, streams and files are read. */
public enum RecordFormat {
    /** By content type, then by file name, then by the first character: JSON begins with a bracket, all else is CSV. */
    auto,
    /** A JSON array of objects, or one object of columns. */
    json,
    /** JSON objects one after the other, as a rule one a line: each a record, an only one with lists too. */
    jsonl,
    /** Comma-separated values (RFC 4180); the first line names the columns. */
    csv;

    /** The format that these say; {@link #auto} when they say nothing. Either may be {@code null}. */
    static RecordFormat hinted(String contentType, String fileName) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (type.contains("ndjson") || type.contains("jsonl")) {
            return jsonl;
        }
        if (type.contains("json")) {
            return json;
        }
        if (type.contains("csv")) {
            return csv;
        }
        String name = fileName == null ? "" : fileName.toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return json;
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return jsonl;
        }
        return name.endsWith(".csv") ? csv : auto;
    }
}
