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
import io.mlbatch.protocol.IteratorInputStream;
import io.mlbatch.protocol.csv.CsvLines;
import io.mlbatch.protocol.csv.Rows;

/**
 * The results of a batch as CSV (RFC 4180): UTF-8, lines that end with CR LF, the names of the columns in the first
 * line, then a line for each of the {@link Rows}. Lines are encoded while they are read: memory holds one line and the
 * names, independent of the number of results.
 *
 * <p>A missing value is an empty field. Numbers are {@code NaN}, {@code Inf} and {@code -Inf} if they are not finite,
 * logicals are {@code TRUE} and {@code FALSE}, as R and the input of this component read them. Vectors, matrices and
 * other nested values are JSON. Texts are not changed, even if a spreadsheet interprets them as formulas; half of a
 * surrogate pair, which UTF-8 cannot encode, becomes {@code ?}.
 *
 * <p>Camel converts a {@link BatchResponse} to this type, and this type to {@code InputStream}, {@code String} and
 * {@code byte[]}. It is not an {@code InputStream}, because Camel also uses converters to a subtype when the supertype
 * is requested, and a request for an {@code InputStream} must yield JSON.
 */
public final class Csv {

    /** The content type of the text. */
    public static final String CONTENT_TYPE = "text/csv; charset=UTF-8";

    private final BatchResponse response;

    /** Does not read the response before a stream is read. */
    public Csv(BatchResponse response) {
        this.response = Objects.requireNonNull(response, "response");
    }

    /**
     * Returns the text from its beginning; readable until the response is closed. Reading throws the exceptions of
     * iterating the results, I/O errors as {@link java.io.IOException}, and throws them again when reading continues.
     */
    public InputStream stream() {
        return new ReplayableStream(() -> new IteratorInputStream(new CsvLines(response)));
    }

    /** For logs; without content. */
    @Override
    public String toString() {
        return "Csv[" + response + "]";
    }
}
