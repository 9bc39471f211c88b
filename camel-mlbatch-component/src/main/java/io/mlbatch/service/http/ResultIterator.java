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
package io.mlbatch.service.http;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.IndexedResult;

/**
 * The results of an execution by index, taken from the store in pages as they are asked for: {@code null} where there
 * is none yet, and an end after the last one that is there.
 */
final class ResultIterator implements Iterator<byte[]> {

    private final Execution execution;
    private final Runnable onEnd;
    private final Queue<IndexedResult> page = new ArrayDeque<>();
    private int next;
    private boolean ended;

    /** @param onEnd runs when the last result has been taken */
    ResultIterator(Execution execution, Runnable onEnd) {
        this.execution = execution;
        this.onEnd = onEnd;
    }

    @Override
    public boolean hasNext() {
        if (page.isEmpty() && !ended) {
            page.addAll(execution.results(next));
            ended = page.isEmpty();
            if (ended) {
                onEnd.run();
            }
        }
        return !page.isEmpty();
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.element().index() == next++ ? page.remove().response() : null;
    }
}
