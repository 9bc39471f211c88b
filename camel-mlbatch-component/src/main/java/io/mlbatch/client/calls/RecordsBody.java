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

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.mlbatch.client.CallContext;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.RecordSource;
import io.mlbatch.client.RecordSource.Records;
import io.mlbatch.client.StartRequest;
import io.mlbatch.client.transport.ApiRequestBody;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.RecordEncoder;
import io.mlbatch.protocol.json.RecordsJson;
import io.mlbatch.protocol.spool.SpoolFactory;

/**
 * The records of a call as a request body. Records that fit into one buffer are encoded, and thereby checked, before
 * anything is sent. A larger input is streamed, so that its size does not matter. An invalid record then ends the body:
 * the server receives incomplete JSON, its response is read nevertheless, and {@link #failure} returns the reason.
 */
final class RecordsBody {

    static final int BUFFER_BYTES = 256 * 1024;

    private final CallContext context;
    private final InvalidInputs invalid;
    private final RecordSource source;
    private final RecordShaper shaper;
    private final Supplier<SentRecords> attempts;
    private volatile SentRecords sent;
    private volatile InvalidInputException failure;

    /** Converts a record to the form in which it is sent. */
    interface RecordShaper {
        /** @param fields accepts the name and value of each input */
        void shape(int index, Map<String, Object> record, BiConsumer<String, Object> fields);

        /** @param validates whether a record must fit the inputs */
        static RecordShaper of(List<Parameter> inputs, boolean validates) {
            // a service that does not declare inputs may accept any: dropping the fields would score another record
            return inputs.isEmpty()
                    ? (index, record, fields) -> record.forEach(fields)
                    : new RecordEncoder(inputs, validates)::encode;
        }
    }

    /** Records of which none is kept, and of which the first invalid one ends the call. */
    RecordsBody(CallContext context, RecordSource source, RecordShaper shaper) {
        this(context, source, shaper, () -> new SentRecords(new StartRequest(1), SpoolFactory.IN_MEMORY));
    }

    /** @param attempts creates the record of each attempt to send the records */
    RecordsBody(CallContext context, RecordSource source, RecordShaper shaper, Supplier<SentRecords> attempts) {
        this.context = context;
        this.invalid = new InvalidInputs(context);
        this.source = source;
        this.shaper = (index, record, fields) -> shaper.shape(index, source.named(record), fields);
        this.attempts = attempts;
    }

    /** Returns the records of the last attempt; {@code null} before the first. */
    SentRecords sent() {
        return sent;
    }

    /** Returns the reason why the body ended before its records, if it did. */
    Optional<InvalidInputException> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Returns a JSON array of all records.
     *
     * @throws InvalidInputException when there is no record, all records are rejected, or one in the first buffer is
     *     not valid
     */
    ApiRequestBody array() {
        RecordEncoderStream encoded = open();
        byte[] whole;
        try {
            whole = encoded.readWhole(BUFFER_BYTES);
            if (whole != null && sent.isEmpty()) {
                throw new InvalidInputException(context, sent.rejection(), null);
            }
        } catch (InvalidInputException e) {
            closeAfter(e, encoded);
            throw e;
        }
        if (whole == null) {
            return ApiRequestBody.streamed(streamed(encoded), source.isRepeatable() ? () -> streamed(open()) : null);
        }
        try {
            encoded.close();
        } catch (IOException e) {
            throw invalid.unreadable(e);
        }
        return ApiRequestBody.of(whole);
    }

    private InputStream streamed(RecordEncoderStream encoded) {
        return encoded.endingAtFailure(e -> failure = e);
    }

    /**
     * Returns the only record as a JSON object.
     *
     * @throws InvalidInputException when there is no record, more than one, or the record is not valid
     */
    ApiRequestBody single() {
        try (Records records = openSource()) {
            byte[] record = invalid.translate(() -> records.hasNext() ? encoded(records.next()) : null);
            if (record == null || invalid.translate(records::hasNext)) {
                throw new InvalidInputException(
                        context,
                        record == null
                                ? "expected one record, got none"
                                : "expected one record, got more: a map of lists is read as columns, in a list it is"
                                        + " one record",
                        null);
            }
            return ApiRequestBody.of(record);
        } catch (IOException e) {
            throw invalid.unreadable(e);
        }
    }

    private byte[] encoded(Map<String, Object> record) {
        Map<String, Object> shaped = new LinkedHashMap<>();
        shaper.shape(0, record, shaped::put);
        return RecordsJson.writeRecord(shaped);
    }

    private RecordEncoderStream open() {
        if (sent != null) {
            sent.close();
        }
        sent = attempts.get();
        RecordEncoderStream encoded = new RecordEncoderStream(openSource(), shaper, invalid, sent);
        try {
            if (encoded.isEmpty()) {
                throw new InvalidInputException(context, "there is no record to score", null);
            }
            return encoded;
        } catch (InvalidInputException e) {
            closeAfter(e, encoded);
            throw e;
        }
    }

    private Records openSource() {
        return invalid.translate(source::open);
    }

    private static void closeAfter(InvalidInputException failure, Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
