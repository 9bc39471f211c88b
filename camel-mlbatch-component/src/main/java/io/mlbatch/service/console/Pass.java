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
package io.mlbatch.service.console;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

import io.mlbatch.protocol.ServiceDescription;
import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.IndexedResult;

/** Reads the computed records of an execution once, in the order of their indexes, within a time. */
final class Pass {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Execution execution;
    private final ServiceDescription service;
    private final BooleanSupplier canceled;
    private final LongSupplier nanoTime;
    private final long begin;

    /**
     * @param service declares the types of inputs and outputs
     * @param canceled returns true when the result is not needed any more
     */
    Pass(Execution execution, ServiceDescription service, BooleanSupplier canceled) {
        this(execution, service, canceled, System::nanoTime);
    }

    Pass(Execution execution, ServiceDescription service, BooleanSupplier canceled, LongSupplier nanoTime) {
        this.execution = execution;
        this.service = service;
        this.canceled = canceled;
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
    }

    /**
     * Passes rows to a consumer.
     *
     * @param withInput false to leave out the input records
     * @param wanted selects rows by their index; the others are not parsed
     * @throws ApiException 503 if the pass takes too long
     * @throws CancellationException if it has been canceled
     */
    void forEach(boolean withInput, IntPredicate wanted, Consumer<Row> each) {
        RowReader reader = new RowReader(execution, service, RowReader.MANY);
        int total = execution.status().totalItemCount();
        List<IndexedResult> page = execution.results(0);
        while (!page.isEmpty()) {
            for (IndexedResult result : page) {
                if (result.index() < total && wanted.test(result.index())) {
                    each.accept(reader.row(result, withInput));
                }
            }
            requireTime();
            page = execution.results(page.get(page.size() - 1).index() + 1);
        }
    }

    private void requireTime() {
        if (canceled.getAsBoolean()) {
            throw new CancellationException("The caller has disconnected");
        }
        if (nanoTime.getAsLong() - begin > LONGEST.toNanos()) {
            throw ApiException.unavailable(
                    "Reading all results of execution '" + execution.id() + "' took longer than " + LONGEST.toSeconds()
                            + " seconds: download them, or try again when the host is less busy",
                    RETRY_AFTER);
        }
    }
}
