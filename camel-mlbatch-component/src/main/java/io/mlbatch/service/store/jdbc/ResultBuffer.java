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
package io.mlbatch.service.store.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The results of one transaction, in as few rows as they make runs. The same results make the same rows, in whatever
 * order they have come: a transaction of which nobody knows whether it was committed is made again, and changes nothing
 * then.
 */
final class ResultBuffer {

    /** A row takes no further results beyond this many bytes. */
    private static final int FULL = 64 * 1024;

    private static final String INSERT =
            "INSERT INTO mlbatch_result (execution_no, item, response, lengths, artifacts) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (execution_no, item) DO NOTHING";
    private static final Comparator<ResultWrite> ORDER =
            Comparator.comparingLong(ResultWrite::executionNo).thenComparingInt(ResultWrite::index);

    private final List<ResultWrite> results = new ArrayList<>();

    void add(ResultWrite result) {
        results.add(result);
    }

    void clear() {
        results.clear();
    }

    /** Inserts what has been added, and forgets it. */
    void insert(WriteSession session) throws SQLException {
        results.sort(ORDER);
        int begin = 0;
        while (begin < results.size()) {
            int end = end(begin);
            insert(session, results.subList(begin, end));
            begin = end;
        }
        results.clear();
    }

    /** The end of the run that begins there. */
    private int end(int begin) {
        ResultWrite last = results.get(begin);
        int end = begin + 1;
        for (long bytes = last.response().length; end < results.size(); end++) {
            ResultWrite next = results.get(end);
            bytes += next.response().length;
            if (!next.follows(last) || bytes > FULL) {
                break;
            }
            last = next;
        }
        return end;
    }

    private static void insert(WriteSession session, List<ResultWrite> run) throws SQLException {
        ResultWrite first = run.get(0);
        ResultRun row = ResultRun.of(
                first.index(), run.stream().map(ResultWrite::response).toList());
        session.later(INSERT, first.executionNo(), row.first(), row.responses(), row.lengths(), first.artifacts());
    }
}
