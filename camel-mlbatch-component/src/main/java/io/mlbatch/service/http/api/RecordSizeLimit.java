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

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Map;

/**
 * Stream of records that fails if one of them is much larger than a record may be: the reader holds a record in memory
 * before its size can be checked.
 */
final class RecordSizeLimit extends FilterInputStream {

    /** JSON text can be longer than the record by this factor: escapes, blanks. */
    private static final int MAX_EXPANSION = 8;
    /** Bytes that the reader reads ahead. */
    private static final int READ_AHEAD = 64 * 1024;

    private final int maxRecordSize;
    private final long limit;
    private long sinceRecord;

    /** @param maxRecordSize the largest record in bytes */
    RecordSizeLimit(InputStream body, int maxRecordSize) {
        super(body);
        this.maxRecordSize = maxRecordSize;
        this.limit = (long) MAX_EXPANSION * maxRecordSize + READ_AHEAD;
    }

    /** Returns the records, which must be read from this stream. Each of them restarts the count of bytes. */
    Iterator<Map<String, Object>> watch(Iterator<Map<String, Object>> records) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Map<String, Object> next() {
                sinceRecord = 0;
                return records.next();
            }
        };
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        count(Math.max(read, 0));
        return read;
    }

    private void count(int read) {
        sinceRecord += read;
        if (sinceRecord > limit) {
            throw ApiException.payloadTooLarge(
                    "A record of the batch has more than " + maxRecordSize + " bytes (maxRecordSize)");
        }
    }
}
