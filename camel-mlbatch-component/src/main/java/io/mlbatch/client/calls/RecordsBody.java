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
package io.mlbatch.client.calls;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.RecordSource;
import io.mlbatch.client.RecordSource.Records;
import io.mlbatch.client.transport.RequestBody;
import io.mlbatch.protocol.BlockInputStream;
import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.UnreadableTextException;
import io.mlbatch.protocol.json.MalformedJsonException;
import io.mlbatch.protocol.json.RecordsJson;

/**
 * The records of a call, encoded as they are sent. What fits into one buffer is encoded, and so checked, before
 * anything is sent; more is streamed, so that its size does not matter. A record that turns out invalid then ends the
 * body where it is: what the server gets is no JSON, its answer is read all the same, and {@link #failure} tells why.
 */
final class RecordsBody {

    static final int BUFFER_BYTES = 256 * 1024;

    private final CallContext context;
    private final RecordSource source;
    private final RecordShaper shaper;
    private volatile InvalidInputException failure;

    /** Gives a record the form in which it is sent. */
    interface RecordShaper {
        Map<String, ?> shape(int index, Map<String, Object> record);
    }

    RecordsBody(CallContext context, RecordSource source, RecordShaper shaper) {
        this.context = context;
        this.source = source;
        this.shaper = shaper;
    }

    /** Why the body ended before its records, if it did. */
    Optional<InvalidInputException> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * A JSON array of all records.
     *
     * @throws InvalidInputException when there is no record, or one in the first buffer is not valid
     */
    RequestBody array() {
        InputStream encoded = open();
        try {
            byte[] start = encoded.readNBytes(BUFFER_BYTES);
            if (start.length < BUFFER_BYTES) {
                encoded.close();
                return RequestBody.of(start);
            }
            InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), endingAtFailure(encoded));
            return RequestBody.streamed(whole, source.isRepeatable() ? () -> endingAtFailure(open()) : null);
        } catch (IOException e) {
            throw unreadable(e);
        } catch (RuntimeException invalid) {
            closeAfter(invalid, encoded);
            throw invalid;
        }
    }

    /**
     * The only record, as a JSON object.
     *
     * @throws InvalidInputException when there is none, another one, or it is not valid
     */
    RequestBody single() {
        try (Records records = openSource()) {
            Iterator<Map<String, ?>> shaped = shaped(records);
            byte[] record = translated(() -> shaped.hasNext() ? RecordsJson.writeRecord(shaped.next()) : null);
            if (record == null || translated(shaped::hasNext)) {
                throw new InvalidInputException(
                        context, "expected one record, got " + (record == null ? "none" : "more"), null);
            }
            return RequestBody.of(record);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private InputStream open() {
        Records records = openSource();
        Iterator<Map<String, ?>> shaped = shaped(records);
        try {
            if (!translated(shaped::hasNext)) {
                throw new InvalidInputException(context, "there is no record to score", null);
            }
        } catch (RuntimeException invalid) {
            closeAfter(invalid, records);
            throw invalid;
        }
        InputStream encoded = RecordsJson.stream(shaped);
        return new BlockInputStream() {
            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                return translated(() -> encoded.read(buffer, offset, count));
            }

            @Override
            public void close() throws IOException {
                records.close();
            }
        };
    }

    /**
     * Thrown to the HTTP client, a failure would break the connection off, and with it the answer that says whether the
     * server started something all the same.
     */
    private InputStream endingAtFailure(InputStream encoded) {
        return new BlockInputStream() {
            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                try {
                    return failure == null ? encoded.read(buffer, offset, count) : -1;
                } catch (InvalidInputException invalid) {
                    failure = invalid;
                    return -1;
                }
            }

            @Override
            public void close() throws IOException {
                encoded.close();
            }
        };
    }

    private Records openSource() {
        return translated(source::open);
    }

    private Iterator<Map<String, ?>> shaped(Records records) {
        return new Iterator<>() {
            private int index;

            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Map<String, ?> next() {
                return shaper.shape(index++, records.next());
            }
        };
    }

    private interface Reading<T> {
        T run() throws IOException;
    }

    /** Whatever is wrong with the input, the caller learns it in one type. */
    private <T> T translated(Reading<T> reading) {
        try {
            return reading.run();
        } catch (InvalidRecordException e) {
            throw new InvalidInputException(context, e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw unreadable(e.getCause());
        } catch (IOException e) {
            throw unreadable(e);
        } catch (RuntimeException | Error e) {
            // an iterator of the user's, or what it gives; an Error would make the HTTP client close its pool
            throw new InvalidInputException(context, "the records cannot be read: " + e, e);
        }
    }

    private InvalidInputException unreadable(IOException e) {
        String reason = e instanceof MalformedJsonException || e instanceof UnreadableTextException
                ? e.getMessage()
                : "the records cannot be read: " + e;
        return new InvalidInputException(context, reason, e);
    }

    private static void closeAfter(RuntimeException failure, Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
