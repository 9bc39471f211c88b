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
package io.mlbatch.service.store.jdbc.execution;

import io.mlbatch.service.store.ResultRun;
import io.mlbatch.service.store.jdbc.commit.ResultBuffer;
import io.mlbatch.service.store.jdbc.commit.ResultProducer;
import io.mlbatch.service.store.jdbc.commit.Write;
import io.mlbatch.service.store.jdbc.database.WriteSession;

/** Stores a run of results. */
final class ResultWrite implements Write {

    /** The memory that a write needs besides its results. */
    private static final int OVERHEAD = 100;

    private final ResultProducer producer;
    private final ResultRun run;
    private boolean counted;

    ResultWrite(ResultProducer producer, ResultRun run) {
        this.producer = producer;
        this.run = run;
    }

    @Override
    public void apply(WriteSession session, ResultBuffer buffer) {
        buffer.add(producer, run);
    }

    @Override
    public void onCommit() {
        if (!counted) {
            counted = true;
            producer.onCommit(run);
        }
        producer.afterCommit();
    }

    @Override
    public void onDrop() {
        producer.discard(run);
    }

    @Override
    public int weight() {
        return run.responses().length + run.count() * Integer.BYTES + OVERHEAD;
    }
}
