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
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.Results;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.spool.Spool;

/** Results as the received bytes, parsed on request: a million results need only an array of offsets. */
final class StoredResults implements Results {

    private static final String WHAT = "the batch result, batchExecutionResults";

    private final Spool spool;
    private final ResultIndex index;
    private final List<Parameter> definitions;

    StoredResults(Spool spool, ResultIndex index, List<Parameter> definitions) {
        this.spool = spool;
        this.index = index;
        this.definitions = definitions;
    }

    @Override
    public boolean has(int record) {
        return index.has(record);
    }

    @Override
    public int size() {
        return index.size();
    }

    @Override
    public ServiceResponse get(int record) {
        if (!has(record)) {
            throw new IndexOutOfBoundsException(record);
        }
        try {
            return Json.read(
                    spool.read(index.start(record), index.end(record)),
                    WHAT,
                    parser -> ServiceResponseJson.read(parser, record, definitions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Iterator<ServiceResponse> iterator() {
        return new Parsed(json(), definitions);
    }

    @Override
    public InputStream json() {
        return spool.read(index.start(), index.end());
    }

    @Override
    public byte[] json(int record) {
        if (!has(record)) {
            throw new IndexOutOfBoundsException(record);
        }
        try {
            byte[] read = spool.read(index.start(record), index.end(record)).readAllBytes();
            int end = read.length;
            // the comma and the blanks before the next result, or the end of the array
            while (read[end - 1] != '}') {
                end--;
            }
            return Arrays.copyOf(read, end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isOnDisk() {
        return spool.isOnDisk();
    }

    @Override
    public void close() {
        spool.close();
    }

    /** Parses one result after the other. */
    private static final class Parsed implements Iterator<ServiceResponse> {

        private final JsonParser parser;
        private final List<Parameter> definitions;
        private int record = -1;
        private boolean fetched;

        Parsed(InputStream array, List<Parameter> definitions) {
            this.definitions = definitions;
            try {
                parser = Json.parser(array);
                parser.nextToken();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean hasNext() {
            while (!fetched) {
                record++;
                fetched = attempt(JsonParser::nextToken) != JsonToken.VALUE_NULL;
            }
            return parser.currentToken() == JsonToken.START_OBJECT;
        }

        @Override
        public ServiceResponse next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            fetched = false;
            return attempt(result -> ServiceResponseJson.read(result, record, definitions));
        }

        private <T> T attempt(Json.DocumentReader<T> reader) {
            try {
                return reader.read(parser);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(JsonErrors.malformed(WHAT + ", record " + record, e));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
