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
 * A body of records, no part of which is larger than a record may be: the reader holds a record in memory before
 * anybody can look at its size.
 */
final class RecordSizeLimit extends FilterInputStream {

    /** JSON text can be that much longer than the record: escapes, blanks. */
    private static final int MOST_FORMS = 8;
    /** What the reader reads ahead. */
    private static final int AHEAD = 64 * 1024;

    private final int maxRecordSize;
    private final long limit;
    private long sinceRecord;

    /** @param maxRecordSize bytes of a record */
    RecordSizeLimit(InputStream body, int maxRecordSize) {
        super(body);
        this.maxRecordSize = maxRecordSize;
        this.limit = (long) MOST_FORMS * maxRecordSize + AHEAD;
    }

    /** The records that are read from this body. */
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
