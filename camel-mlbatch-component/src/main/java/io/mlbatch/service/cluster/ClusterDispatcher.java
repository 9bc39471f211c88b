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
package io.mlbatch.service.cluster;

import java.time.Duration;
import java.util.function.IntSupplier;
import javax.sql.DataSource;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.engine.BatchEngine;
import io.mlbatch.service.engine.EngineSizes;
import io.mlbatch.service.engine.ExecutionDispatcher;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.LaneClaims;

/**
 * Shares the executions of a service with the other nodes of a cluster. The lanes of an execution are tasks of
 * db-scheduler, which were inserted when it was accepted; each node that hosts the service claims as many as it may
 * compute at once. Thread-safe.
 */
public final class ClusterDispatcher implements ExecutionDispatcher {

    /** The name of all tasks of lanes. */
    static final String TASK = "mlbatch-lane";

    private static final Duration POLLING = Duration.ofMillis(200);
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    /** A claim without so many heartbeats is dead. */
    private static final int MISSED_HEARTBEATS = 4;

    private static final Duration MAX_STOP = Duration.ofSeconds(1);

    private final BatchEngine engine;
    private final WaitingDataSource dataSource;
    private final LaneHandler handler;
    private final Scheduler scheduler;

    /** @param threads shut down by {@link #close} */
    public ClusterDispatcher(
            ServiceId service,
            BatchEngine engine,
            EngineSizes sizes,
            LaneClaims claims,
            DataSource database,
            ClusterNode node,
            LaneThreads threads) {
        this.engine = engine;
        this.dataSource = new WaitingDataSource(database);
        LaneQueries queries = new LaneQueries(new ClusterDatabase(dataSource), service);
        IntSupplier nodes = () -> node.live().size();
        LaneYield laneYield = new LaneYield(sizes.maxInFlight(), queries::counts, nodes, sizes.nanoTime());
        LaneReturn returns = new LaneReturn(queries);
        this.handler = new LaneHandler(engine, sizes, claims, returns, laneYield);
        this.scheduler = Scheduler.create(dataSource, lanes(handler, returns.toItsPlace()))
                .tableName("mlbatch_task")
                .schedulerName(new SchedulerName.Fixed(node.id()))
                .clock(node.clock()::instant)
                .threads(sizes.maxInFlight())
                .executorService(threads.lanes())
                .dueExecutor(threads.polling())
                .housekeeperExecutor(threads.heartbeats())
                .jdbcCustomization(new LanePolling(service, node.id(), nodes))
                .pollUsingLockAndFetch(0.5, 1)
                .pollingInterval(POLLING)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .enableImmediateExecution()
                .shutdownMaxWait(MAX_STOP)
                .build();
    }

    private static Task<Void> lanes(LaneHandler handler, CompletionHandler<Void> toItsPlace) {
        return Tasks.custom(TASK, Void.class)
                .onFailure(toItsPlace::complete)
                // all nodes find the lanes of a dead one, and one of them returns each lane
                .onDeadExecution(toItsPlace::complete)
                .execute(handler);
    }

    @Override
    public void start() {
        scheduler.start();
    }

    @Override
    public BatchEngine engine() {
        return engine;
    }

    /** Polls for lanes at once. */
    @Override
    public void submit(Execution execution) {
        scheduler.triggerCheckForDueExecutions();
    }

    @Override
    public void cancel(ExecutionId id) {
        handler.cancel(id);
    }

    @Override
    public void pause() {
        scheduler.pause();
        handler.halt();
    }

    @Override
    public void resume() {
        handler.resume();
        scheduler.resume();
        scheduler.triggerCheckForDueExecutions();
    }

    /** Returns all lanes to the queue. Waits a second for records in flight, whose results are then dropped. */
    @Override
    public void close() {
        handler.halt();
        dataSource.stopWaiting();
        scheduler.stop();
    }
}
