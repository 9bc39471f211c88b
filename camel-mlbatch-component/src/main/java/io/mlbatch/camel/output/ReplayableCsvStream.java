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

import java.io.IOException;
import java.io.OutputStream;

import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

import io.mlbatch.protocol.BatchResponse;

/**
 * A stream that needs no caching: it can be encoded again. Any other stream would be read into memory as a whole before
 * the next step of the route.
 *
 * <p>This is a class of its own because Camel takes a converter to a subtype for one to the type: were every
 * {@link CsvStream} a {@link StreamCache}, who asks for the stream cache of a {@link BatchResponse} would get CSV.
 */
final class ReplayableCsvStream extends CsvStream implements StreamCache {

    ReplayableCsvStream(BatchResponse response) {
        super(response);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        transferTo(out);
    }

    @Override
    public StreamCache copy(Exchange exchange) {
        return new ReplayableCsvStream(response());
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    /** Unknown before all is encoded: 0, as the interface says. */
    @Override
    public long length() {
        return 0;
    }

    @Override
    public long position() {
        return -1;
    }
}
