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
package io.mlbatch.protocol.csv;

import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;

/**
 * The results of a batch as rows, created on demand: memory holds one result at a time. The columns of a row are:
 *
 * <ul>
 *   <li>if the results carry their input: all columns of the input, those that only other records have as well. Columns
 *       named {@code index}, {@code success} or {@code error} become {@code input.index} and so on,
 *   <li>{@code index}, {@code success} and {@code error} of the record,
 *   <li>its outputs in declared order, then undeclared ones. The column of a single value, vector or matrix has the
 *       name of the output; each column of a data frame has both names, as in {@code answer.am_Pred}. Outputs named
 *       {@code index}, {@code success} or {@code error}, or like a column of the input, become {@code output.index} and
 *       so on.
 * </ul>
 *
 * <p>A record has one row, or as many as its longest data frame: single outputs are repeated, several data frames are
 * side by side, and shorter ones are filled with {@code null}. A data frame without rows has no columns. A failed
 * record has no outputs.
 *
 * <p>{@link #next} throws an {@link IllegalStateException} when two outputs of a record make columns of the same name,
 * like the value {@code fit.se} beside a column {@code se} of the data frame {@code fit}.
 */
public final class Rows implements Iterator<Map<String, Object>> {

    private final Iterator<ServiceResponse> results;
    private final Set<String> inputColumns;
    private ResultTable table;
    private int next;

    public Rows(BatchResponse response) {
        this(response, response.results().inputColumns());
    }

    /** @param inputColumns the columns of the input of all results; empty when the results do not carry their input */
    Rows(Iterable<ServiceResponse> results, Set<String> inputColumns) {
        this.results = results.iterator();
        this.inputColumns = inputColumns;
    }

    @Override
    public boolean hasNext() {
        return table != null || results.hasNext();
    }

    @Override
    public Map<String, Object> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (table == null) {
            table = new ResultTable(results.next(), inputColumns);
            next = 0;
        }
        Map<String, Object> row = table.row(next++);
        if (next == table.rowCount()) {
            table = null;
        }
        return row;
    }
}
