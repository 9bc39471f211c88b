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
package io.mlbatch.service.store.jdbc.commit;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.mlbatch.service.store.ResultRun;
import io.mlbatch.service.store.jdbc.commit.ResultProducer.Totals;
import io.mlbatch.service.store.jdbc.database.LockKey;
import io.mlbatch.service.store.jdbc.database.WriteSession;

/**
 * The results of one transaction, combined into as few rows as possible. The same results produce the same rows in any
 * order of arrival: if it is unknown whether a transaction was committed, repeating it changes nothing.
 */
public final class ResultBuffer {

    /** Results of one execution that are not written yet. A result with files has its own row. */
    private record PendingRun(long executionNo, ResultRun run) {

        /** Returns true if a row may contain this run behind another one. */
        private boolean follows(PendingRun other) {
            return executionNo == other.executionNo
                    && run.first() == other.run.end()
                    && run.artifacts().isEmpty()
                    && other.run.artifacts().isEmpty();
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
    private static final Comparator<PendingRun> ORDER =
            Comparator.comparingLong(PendingRun::executionNo).thenComparingInt(PendingRun::first);

    private final Map<ResultProducer, List<ResultRun>> added = new HashMap<>();

    public void add(ResultProducer producer, ResultRun run) {
        added.computeIfAbsent(producer, first -> new ArrayList<>()).add(run);
    }

    /** Inserts and counts the results of all producers that are admitted, at the end of the transaction. */
    void insert(WriteSession session) {
        if (added.isEmpty()) {
            return;
        }
        List<PendingRun> rows = new ArrayList<>();
        added.forEach((producer, runs) -> session.changeInOrder(
                LockKey.lane(producer.executionNo(), producer.lane()), last -> admit(last, producer, runs, rows)));
        session.changeInOrder(LockKey.results(), last -> insert(last, rows));
    }

    private static void admit(
            WriteSession session, ResultProducer producer, List<ResultRun> runs, List<PendingRun> rows)
            throws SQLException {
        if (producer.admit(session)) {
            Totals totals = Totals.NONE;
            for (ResultRun run : runs) {
                rows.add(new PendingRun(producer.executionNo(), run));
                totals = totals.plus(run);
            }
            Totals all = totals;
            session.changeInOrder(LockKey.execution(producer.executionNo()), last -> producer.count(last, all));
        }
    }

    private static void insert(WriteSession session, List<PendingRun> rows) throws SQLException {
        rows.sort(ORDER);
        int begin = 0;
        while (begin < rows.size()) {
            int end = endOfRow(rows, begin);
            insertRow(session, rows.subList(begin, end));
            begin = end;
        }
    }

    private static int endOfRow(List<PendingRun> rows, int begin) {
        PendingRun last = rows.get(begin);
        int end = begin + 1;
        for (long bytes = last.run().responses().length; end < rows.size(); end++) {
            PendingRun next = rows.get(end);
            bytes += next.run().responses().length;
            if (!next.follows(last) || bytes > FULL) {
                break;
            }
            last = next;
        }
        return end;
    }

    private static void insertRow(WriteSession session, List<PendingRun> runs) throws SQLException {
        PendingRun first = runs.get(0);
        ResultRun row = ResultRow.join(runs.stream().map(PendingRun::run).toList());
        session.updateLater(
                INSERT,
                first.executionNo(),
                row.first(),
                row.responses(),
                ResultRow.lengths(row),
                ArtifactNames.join(first.run().artifacts()));
    }
}
