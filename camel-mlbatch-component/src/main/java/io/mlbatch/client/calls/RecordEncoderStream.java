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

import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;

import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.RecordSource.Records;
import io.mlbatch.client.calls.RecordsBody.RecordShaper;
import io.mlbatch.protocol.BlockInputStream;
import io.mlbatch.protocol.json.RecordArrayBuffer;

/** Stream that shapes records and encodes them as a JSON array while it is read. */
final class RecordEncoderStream extends BlockInputStream {

    private final Records records;
    private final RecordShaper shaper;
    private final InvalidInputs invalid;
    private final SentRecords sent;
    private final RecordArrayBuffer buffer = new RecordArrayBuffer();
    private boolean ended;
    private Consumer<InvalidInputException> onFailure;

    RecordEncoderStream(Records records, RecordShaper shaper, InvalidInputs invalid, SentRecords sent) {
        this.records = records;
        this.shaper = shaper;
        this.invalid = invalid;
        this.sent = sent;
    }

    boolean isEmpty() {
        return !invalid.translate(records::hasNext);
    }

    /**
     * Encodes until the buffer holds this many bytes or the array ends. Returns the array if it is shorter, else
     * {@code null}.
     *
     * @throws InvalidInputException when a record is invalid
     */
    byte[] readWhole(int limit) {
        encode(limit);
        if (buffer.size() >= limit) {
            return null;
        }
        byte[] array = new byte[buffer.size()];
        buffer.read(array, 0, array.length);
        return array;
    }

    /**
     * Ends the stream at the first invalid record instead of throwing. If the failure reached the HTTP client, the
     * client would abort the connection. The response that reports whether the server started a batch nevertheless
     * would then be lost.
     *
     * @param listener receives the failure
     */
    RecordEncoderStream endingAtFailure(Consumer<InvalidInputException> listener) {
        onFailure = listener;
        return this;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, target.length);
        try {
            encode(count);
        } catch (InvalidInputException e) {
            ended = true;
            if (onFailure == null) {
                throw e;
            }
            onFailure.accept(e);
        }
        return buffer.size() == 0 && count > 0 ? -1 : buffer.read(target, offset, count);
    }

    /** Reads only as many records as these bytes need, so that a large input is not held in memory. */
    private void encode(int bytes) {
        invalid.translate(() -> {
            while (!ended && buffer.size() < bytes) {
                encodeNext();
            }
            return null;
        });
    }

    private void encodeNext() throws IOException {
        if (records.hasNext()) {
            sent.next(
                    records::next,
                    (index, record) -> buffer.append(index, fields -> shaper.shape(index, record, fields)));
        } else {
            buffer.close();
            ended = true;
        }
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
