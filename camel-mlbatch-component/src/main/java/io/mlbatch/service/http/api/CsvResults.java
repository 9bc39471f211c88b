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
package io.mlbatch.service.http.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.csv.CsvLines;
import io.mlbatch.protocol.json.ServiceResponseJson;

/** The lines of CSV of the results of an execution. Results are read from the store twice, in pages. */
final class CsvResults implements Iterator<byte[]> {

    private final CsvLines lines;
    private final Runnable onEnd;
    private boolean ended;

    /**
     * @param results returns the stored results by index, {@code null} for a missing one
     * @param outputs the declared outputs
     * @param onEnd runs when the last line has been returned
     */
    CsvResults(Supplier<Iterator<byte[]>> results, List<Parameter> outputs, Runnable onEnd) {
        this.lines = new CsvLines(() -> new Decoded(results.get(), outputs));
        this.onEnd = onEnd;
    }

    @Override
    public boolean hasNext() {
        boolean more = lines.hasNext();
        if (!more && !ended) {
            ended = true;
            onEnd.run();
        }
        return more;
    }

    @Override
    public byte[] next() {
        return lines.next();
    }

    /** The results that exist. */
    private static final class Decoded implements Iterator<ServiceResponse> {

        private final Iterator<byte[]> results;
        private final List<Parameter> outputs;
        private byte[] fetched;
        private int index = -1;

        Decoded(Iterator<byte[]> results, List<Parameter> outputs) {
            this.results = results;
            this.outputs = outputs;
        }

        @Override
        public boolean hasNext() {
            while (fetched == null && results.hasNext()) {
                fetched = results.next();
                index++;
            }
            return fetched != null;
        }

        @Override
        public ServiceResponse next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            byte[] result = fetched;
            fetched = null;
            try {
                return ServiceResponseJson.read(result, index, outputs);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
