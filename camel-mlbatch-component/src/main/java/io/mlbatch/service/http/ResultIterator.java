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

import java.util.Iterator;
import java.util.NoSuchElementException;

import io.mlbatch.service.store.Execution;

/**
 * The results of an execution by index, each read from the store when it is asked for: {@code null} where there is none
 * yet, and an end after the last one that is there.
 */
final class ResultIterator implements Iterator<byte[]> {

    private final Execution execution;
    private final int total;
    private int next;
    // the first index from next on that has a result, as far as looked
    private int found = -1;
    private byte[] result;

    ResultIterator(Execution execution, int total) {
        this.execution = execution;
        this.total = total;
    }

    @Override
    public boolean hasNext() {
        while (result == null && found < total - 1) {
            result = execution.result(++found);
        }
        return result != null;
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (next++ < found) {
            return null;
        }
        byte[] answer = result;
        result = null;
        return answer;
    }
}
