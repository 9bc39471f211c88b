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
package io.mlbatch.camel.output;

import java.io.InputStream;
import java.util.Objects;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.PulledStream;

/**
 * The results of a batch as CSV (RFC 4180): UTF-8, lines that end with CR LF, the names of the columns in the first
 * line, then a line for each of the {@link Rows}. A line is encoded when it is read: what is held is a line and the
 * names, however many results there are.
 *
 * <p>A missing value is an empty field. Numbers are {@code NaN}, {@code Inf} and {@code -Inf} where they are not
 * finite, logicals are {@code TRUE} and {@code FALSE}: as R writes and reads them, and this component's input. Vectors,
 * matrices and what else is nested are JSON. Texts are written as they are, also those that a spreadsheet takes for
 * formulas; half of a surrogate pair, for which UTF-8 has no form, becomes {@code ?}.
 *
 * <p>Camel converts a {@link BatchResponse} to it, and it to {@code InputStream}, {@code String} and {@code byte[]}. It
 * is no stream itself, because Camel takes a converter to a subtype for one to the type: who asks for any stream of a
 * {@link BatchResponse} shall get JSON.
 */
public final class Csv {

    /** The content type of the text. */
    public static final String CONTENT_TYPE = "text/csv; charset=UTF-8";

    private final BatchResponse response;

    /** Nothing is taken from the answer before a stream of it is read. */
    public Csv(BatchResponse response) {
        this.response = Objects.requireNonNull(response, "response");
    }

    /**
     * The text from its beginning; readable as long as the answer is. Reading throws what iterating the results throws,
     * I/O errors as {@link java.io.IOException}, and throws it again when it goes on.
     */
    public InputStream stream() {
        return new ReplayableStream(() -> new PulledStream(new CsvLines(response)));
    }

    /** What it is made of, for people. */
    @Override
    public String toString() {
        return "Csv[" + response + "]";
    }
}
