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

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.mlbatch.client.RecordSource;
import io.mlbatch.client.RecordSource.Records;
import io.mlbatch.protocol.objects.ObjectMapping;

/** Bodies as the binding passes them to {@link RecordSources}, and all their records. */
final class Sources {

    private Sources() {}

    static RecordSource source(Object body) {
        return source(body, RecordFormat.auto, null, null);
    }

    static RecordSource source(Object body, RecordFormat format, String contentType, String fileName) {
        return source(body, hints(format, contentType, fileName, StandardCharsets.UTF_8));
    }

    /** @param charset of the exchange */
    static TextHints hints(RecordFormat format, String contentType, String fileName, Charset charset) {
        return new TextHints(
                InputOptions.of(format, null, "auto", ".", "\"", null, null), contentType, null, fileName, charset);
    }

    /** A text that is read with these options. */
    static RecordSource csv(Object body, String delimiter, String decimal, String quote, String missing) {
        InputOptions options = InputOptions.of(RecordFormat.csv, null, delimiter, decimal, quote, missing, null);
        return source(body, new TextHints(options, null, null, null, StandardCharsets.UTF_8));
    }

    static RecordSource source(Object body, TextHints hints) {
        return RecordSources.of(body, hints, ObjectMapping.byDefault(), other -> null);
    }

    static List<Map<String, Object>> read(RecordSource source) throws IOException {
        List<Map<String, Object>> read = new ArrayList<>();
        try (Records records = source.open()) {
            records.forEachRemaining(read::add);
        }
        return read;
    }
}
