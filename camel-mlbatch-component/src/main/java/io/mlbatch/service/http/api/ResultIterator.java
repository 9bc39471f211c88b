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

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.IntFunction;

import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.IndexedResult;
import io.mlbatch.service.store.StoreException;

/**
 * Iterates over the results of an execution by index, and reads them from the store in pages. Returns no more results
 * than the execution has records, and each of them once.
 */
final class ResultIterator implements Iterator<byte[]> {

    private final IntFunction<List<IndexedResult>> pages;
    private final int total;
    private final boolean requiresAll;
    private final Runnable onEnd;
    private final Queue<IndexedResult> page = new ArrayDeque<>();
    private int next;
    private boolean ended;

    private ResultIterator(IntFunction<List<IndexedResult>> pages, int total, boolean requiresAll, Runnable onEnd) {
        this.pages = pages;
        this.total = total;
        this.requiresAll = requiresAll;
        this.onEnd = onEnd;
    }

    /**
     * Returns the results so far: {@code null} for a missing one, and none after the last stored one.
     *
     * @param pages returns a page of results from an index on, as {@link Execution#results}
     * @param total the number of records of the execution
     */
    static ResultIterator ofAvailable(IntFunction<List<IndexedResult>> pages, int total) {
        return new ResultIterator(pages, total, false, () -> {});
    }

    /**
     * Returns the results of an execution that has ended. Throws a {@link StoreException} if one of them is missing,
     * because the execution was deleted meanwhile: the response must not look complete.
     *
     * @param onEnd runs when the last result has been returned
     */
    static ResultIterator ofAll(IntFunction<List<IndexedResult>> pages, int total, Runnable onEnd) {
        return new ResultIterator(pages, total, true, onEnd);
    }

    @Override
    public boolean hasNext() {
        dropRepeated();
        if (page.isEmpty() && !ended) {
            page.addAll(pages.apply(next));
            dropRepeated();
        }
        boolean isLast = page.isEmpty() || page.element().index() >= total;
        if (requiresAll && next < total && (isLast || page.element().index() > next)) {
            throw StoreException.deletedMeanwhile();
        }
        if (!ended && isLast) {
            ended = true;
            onEnd.run();
        }
        return !ended;
    }

    /** If a store had two results of a record, the iterator would wait for the next index forever. */
    private void dropRepeated() {
        while (!page.isEmpty() && page.element().index() < next) {
            page.remove();
        }
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.element().index() == next++ ? page.remove().response() : null;
    }
}
