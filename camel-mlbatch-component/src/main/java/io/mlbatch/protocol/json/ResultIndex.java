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

import java.util.ArrayList;
import java.util.List;

/**
 * The position of each result within the bytes of a response: eight bytes per result, in pages, so that growth does not
 * copy.
 */
final class ResultIndex {

    private static final int PAGE = 1024;

    private final List<long[]> pages = new ArrayList<>();
    private final long start;
    private long end;
    private int records;
    private int results;

    /** @param start the position of the array's opening bracket */
    ResultIndex(long start) {
        this.start = start;
    }

    /** Adds a result of the next record at this position. */
    void add(long offset) {
        append(offset);
        results++;
    }

    /** Adds a next record without a result, whose {@code null} is at this position. */
    void addNone(long offset) {
        append(~offset);
    }

    private void append(long entry) {
        if (records % PAGE == 0) {
            pages.add(new long[PAGE]);
        }
        pages.get(records / PAGE)[records % PAGE] = entry;
        records++;
    }

    /** @param newEnd the position behind the array's closing bracket */
    void end(long newEnd) {
        end = newEnd;
    }

    private long entry(int record) {
        return pages.get(record / PAGE)[record % PAGE];
    }

    boolean isEmpty() {
        return records == 0;
    }

    /** Returns the number of results. */
    int size() {
        return results;
    }

    boolean has(int record) {
        return record >= 0 && record < records && entry(record) >= 0;
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    long start(int record) {
        return entry(record);
    }

    /** Returns a position behind the result and not behind the start of the next one. */
    long end(int record) {
        if (record == records - 1) {
            return end;
        }
        long next = entry(record + 1);
        return next < 0 ? ~next : next;
    }
}
