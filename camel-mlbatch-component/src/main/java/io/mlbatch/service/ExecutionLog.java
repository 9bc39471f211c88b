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
package io.mlbatch.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.LogSafe;
import io.mlbatch.protocol.LruMap;
import io.mlbatch.service.engine.ExecutionListener;
import io.mlbatch.service.engine.SingleRecord;
import io.mlbatch.service.store.Computation;
import io.mlbatch.service.store.Execution;

/**
 * Logs the life of executions: a line when they are accepted, resumed, canceled and ended, and the first
 * {@value #LOGGED_FAILURES} failed records. Records of request-response calls are not logged: their callers read the
 * failure. Thread-safe.
 */
final class ExecutionLog implements ExecutionListener {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionLog.class);
    private static final int LOGGED_FAILURES = 3;
    private static final int COUNTED_EXECUTIONS = 1_000;

    // the nodes of a cluster do not notice the end of all executions of which they have computed records
    private final Map<ExecutionId, Integer> failures = new LruMap<>(COUNTED_EXECUTIONS);

    @Override
    public void accepted(Execution execution) {
        LOG.info(
                "Execution {} of {} accepted: {} records{}",
                execution.id().value(),
                execution.id().service(),
                execution.status().totalItemCount(),
                owner(execution.owner()));
    }

    @Override
    public void resumed(Execution execution) {
        LOG.info(
                "Execution {} of {} resumed: {} of {} records completed before{}",
                execution.id().value(),
                execution.id().service(),
                execution.status().completedItemCount(),
                execution.status().totalItemCount(),
                owner(execution.owner()));
    }

    @Override
    public void failed(Computation computation, int index, String message) {
        if (computation instanceof SingleRecord || !LOG.isInfoEnabled()) {
            return;
        }
        ExecutionId id = computation.id();
        int count;
        synchronized (failures) {
            count = failures.merge(id, 1, Integer::sum);
        }
        if (count <= LOGGED_FAILURES) {
            LOG.info(
                    "Execution {} of {}: record {} failed: {}{}",
                    id.value(),
                    id.service(),
                    index,
                    LogSafe.of(message),
                    count < LOGGED_FAILURES ? "" : " (further failures are only counted)");
        }
    }

    @Override
    public void ended(ExecutionSummary execution) {
        Duration time =
                Duration.between(execution.created(), execution.finished().orElseGet(Instant::now));
        int total = execution.status().totalItemCount();
        LOG.info(
                "Execution {} of {} ended: {}, {} records, {} failed, in {} s ({} records/s){}",
                execution.id().value(),
                execution.id().service(),
                execution.status().state().wireName(),
                total,
                failed(execution),
                time.toMillis() / 1000.0,
                total * 1000L / Math.max(1, time.toMillis()),
                owner(execution.owner()));
        forget(execution.id());
    }

    @Override
    public void canceled(ExecutionSummary execution) {
        LOG.info(
                "Execution {} of {} canceled: {} of {} records completed, {} failed{}",
                execution.id().value(),
                execution.id().service(),
                execution.status().completedItemCount(),
                execution.status().totalItemCount(),
                failed(execution),
                owner(execution.owner()));
        forget(execution.id());
    }

    private void forget(ExecutionId id) {
        synchronized (failures) {
            failures.remove(id);
        }
    }

    private static String failed(ExecutionSummary execution) {
        return execution.failed().isPresent() ? "" + execution.failed().getAsInt() : "an unknown number of";
    }

    private static String owner(String name) {
        return name.isEmpty() ? "" : ", user " + LogSafe.of(name);
    }
}
