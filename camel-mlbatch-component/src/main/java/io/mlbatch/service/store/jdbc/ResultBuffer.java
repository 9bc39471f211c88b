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
 * The results of one transaction, combined into as few rows as possible. The same results produce the same rows in any
 * order of arrival: if it is unknown whether a transaction was committed, repeating it changes nothing.
 */
final class ResultBuffer {

    /**
     * The result of one record.
     *
     * @param artifacts the names of its files, see {@link ArtifactNames}; {@code null} without files
     */
    record Result(long executionNo, int index, byte[] response, String artifacts) {

        /** Returns true if a row may contain this result behind another one. A result with files has its own row. */
        private boolean follows(Result other) {
            return executionNo == other.executionNo
                    && index == other.index + 1
                    && artifacts == null
                    && other.artifacts == null;
        }
    }

    /** A row accepts no further results beyond this number of bytes. */
    private static final int FULL = 64 * 1024;

    private static final String INSERT =
            "INSERT INTO mlbatch_result (execution_no, item, response, lengths, artifacts) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (execution_no, item) DO NOTHING";
    private static final Comparator<Result> ORDER =
            Comparator.comparingLong(Result::executionNo).thenComparingInt(Result::index);

    private final List<Result> results = new ArrayList<>();

    void add(Result result) {
        results.add(result);
    }

    /** Inserts all results. */
    void insert(WriteSession session) throws SQLException {
        results.sort(ORDER);
        int begin = 0;
        while (begin < results.size()) {
            int end = endOfRun(begin);
            insert(session, results.subList(begin, end));
            begin = end;
        }
    }

    private int endOfRun(int begin) {
        Result last = results.get(begin);
        int end = begin + 1;
        for (long bytes = last.response().length; end < results.size(); end++) {
            Result next = results.get(end);
            bytes += next.response().length;
            if (!next.follows(last) || bytes > FULL) {
                break;
            }
            last = next;
        }
        return end;
    }

    private static void insert(WriteSession session, List<Result> run) throws SQLException {
        Result first = run.get(0);
        ResultRun row =
                ResultRun.of(first.index(), run.stream().map(Result::response).toList());
        session.updateLater(
                INSERT, first.executionNo(), row.first(), row.responses(), row.lengths(), first.artifacts());
    }
}
