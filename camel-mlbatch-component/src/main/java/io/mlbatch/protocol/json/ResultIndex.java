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
 * Where each result begins within the bytes of a response: eight bytes a result, in pages, so that growing copies
 * nothing.
 */
final class ResultIndex {

    private static final int PAGE = 1024;

    private final List<long[]> pages = new ArrayList<>();
    private final long start;
    private long end;
    private int records;
    private int results;

    /** @param start where the array begins, at its bracket */
    ResultIndex(long start) {
        this.start = start;
    }

    /** The next record has a result there. */
    void add(long offset) {
        append(offset);
        results++;
    }

    /** The next record has none; its {@code null} is there. */
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

    /** @param newEnd where the array ends, behind its bracket */
    void end(long newEnd) {
        end = newEnd;
    }

    private long entry(int record) {
        return pages.get(record / PAGE)[record % PAGE];
    }

    boolean isEmpty() {
        return records == 0;
    }

    /** Results there are. */
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

    /** A place behind the result and not behind the start of the next one. */
    long end(int record) {
        if (record == records - 1) {
            return end;
        }
        long next = entry(record + 1);
        return next < 0 ? ~next : next;
    }
}
