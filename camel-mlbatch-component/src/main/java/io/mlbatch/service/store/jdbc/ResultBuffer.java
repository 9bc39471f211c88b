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

import io.mlbatch.service.store.ResultRun;

/**
 * The results of one transaction, combined into as few rows as possible. The same results produce the same rows in any
 * order of arrival: if it is unknown whether a transaction was committed, repeating it changes nothing.
 */
final class ResultBuffer {

    /**
     * A run of results.
     *
     * @param artifacts the names of the files of a single result, see {@link ArtifactNames}; {@code null} without files
     */
    record Results(long executionNo, ResultRun run, String artifacts) {

        /** Returns true if a row may contain this run behind another one. A result with files has its own row. */
        private boolean follows(Results other) {
            return executionNo == other.executionNo
                    && run.first() == other.run.end()
                    && artifacts == null
                    && other.artifacts == null;
        }

        private int first() {
            return run.first();
        }
    }

    /** A row accepts no further results beyond this number of bytes. */
    private static final int FULL = 64 * 1024;

    private static final String INSERT =
            "INSERT INTO mlbatch_result (execution_no, item, response, lengths, artifacts) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (execution_no, item) DO NOTHING";
    private static final Comparator<Results> ORDER =
            Comparator.comparingLong(Results::executionNo).thenComparingInt(Results::first);

    private final List<Results> added = new ArrayList<>();

    void add(Results results) {
        added.add(results);
    }

    /** Inserts all results. */
    void insert(WriteSession session) throws SQLException {
        added.sort(ORDER);
        int begin = 0;
        while (begin < added.size()) {
            int end = endOfRow(begin);
            insert(session, added.subList(begin, end));
            begin = end;
        }
    }

    private int endOfRow(int begin) {
        Results last = added.get(begin);
        int end = begin + 1;
        for (long bytes = last.run().responses().length; end < added.size(); end++) {
            Results next = added.get(end);
            bytes += next.run().responses().length;
            if (!next.follows(last) || bytes > FULL) {
                break;
            }
            last = next;
        }
        return end;
    }

    private static void insert(WriteSession session, List<Results> runs) throws SQLException {
        Results first = runs.get(0);
        ResultRun row = ResultRow.join(runs.stream().map(Results::run).toList());
        session.updateLater(
                INSERT, first.executionNo(), row.first(), row.responses(), ResultRow.lengths(row), first.artifacts());
    }
}
