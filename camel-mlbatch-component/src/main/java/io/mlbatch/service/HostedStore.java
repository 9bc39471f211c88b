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

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.mlbatch.service.cluster.ClusterNode;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.jdbc.JdbcExecutionStore;
import io.mlbatch.service.store.jdbc.database.ExternalDatabase;
import io.mlbatch.service.store.jdbc.database.FolderDatabase;
import io.mlbatch.service.store.jdbc.database.SqliteDatabase;
import io.mlbatch.service.store.memory.MemoryExecutionStore;
import io.mlbatch.service.store.retention.Admission;
import io.mlbatch.service.store.retention.Retention;
import io.mlbatch.service.store.retention.RetentionPurge;

/** The store of all services of a component, its retention, and its threads. */
final class HostedStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostedStore.class);
    private static final Duration PURGE_PERIOD = Duration.ofMinutes(1);
    private static final Duration CHECK_PERIOD = Duration.ofSeconds(5);
    private static final Duration WATCH_PERIOD = Duration.ofMillis(250);

    private final CamelContext camelContext;
    private final ExecutorServiceManager threads;
    private final List<ExecutorService> executors = new ArrayList<>();
    private final List<ExecutorService> schedules = new ArrayList<>();
    private final Optional<HostCluster> cluster;
    private final ExecutionStore store;
    private final Retention retention;
    private final Admission admission;

    /**
     * Opens the store.
     *
     * @param dataDirectory the folder of database and artifacts; {@code null} for a store in memory
     * @param dataSource the database; {@code null} for an embedded one, or for a store in memory
     * @param cluster the cluster on the database; empty for a single host
     * @param resubmitUnfinished runs every minute and resumes executions whose computation stopped
     * @throws IllegalArgumentException if there is a database but no folder for the artifacts
     */
    HostedStore(
            CamelContext camelContext,
            String dataDirectory,
            DataSource dataSource,
            Optional<HostCluster> cluster,
            Retention retention,
            Runnable resubmitUnfinished) {
        this.camelContext = camelContext;
        this.cluster = cluster;
        threads = camelContext.getExecutorServiceManager();
        boolean opened = false;
        try {
            boolean isInMemory = dataDirectory == null && cluster.isEmpty();
            this.retention = isInMemory ? retention.within(Runtime.getRuntime().maxMemory() / 2) : retention;
            store = cluster.isPresent() ? open(cluster.get()) : open(dataDirectory, dataSource, this.retention);
            Clock clock = cluster.map(HostCluster::clock).orElseGet(Clock::systemUTC);
            admission = new Admission(store, this.retention, clock);
            RetentionPurge retentionPurge = new RetentionPurge(store, this.retention, clock, System::nanoTime);
            Runnable purge = cluster.map(all -> all.job(PURGE_PERIOD, "purge", retentionPurge::run))
                    .orElse(retentionPurge::run);
            // on a thread of its own, because the purge may wait for a database
            schedule("MlbatchStoreCheck", CHECK_PERIOD, store::check);
            schedule("MlbatchRetention", PURGE_PERIOD, () -> {
                try {
                    purge.run();
                } finally {
                    resubmitUnfinished.run();
                }
            });
            opened = true;
        } finally {
            if (!opened) {
                schedules.forEach(threads::shutdownNow);
                executors.forEach(threads::shutdownNow);
                cluster.ifPresent(HostCluster::close);
            }
        }
    }

    private ExecutionStore open(HostCluster all) {
        all.join();
        schedule("MlbatchHeartbeat", ClusterNode.PERIOD, all.node()::beat);
        JdbcExecutionStore opened = all.open(executor("MlbatchStore"), executor("MlbatchHousekeeping"));
        schedule("MlbatchWatch", WATCH_PERIOD, opened::watch);
        schedule("MlbatchSweep", PURGE_PERIOD, all.job(PURGE_PERIOD, "sweep", opened::sweep));
        return opened;
    }

    private ExecutionStore open(String dataDirectory, DataSource dataSource, Retention held) {
        if (dataDirectory == null) {
            if (dataSource != null) {
                throw new IllegalArgumentException(
                        "The component mlbatch-service has a dataSource but no dataDirectory for the artifacts");
            }
            LOG.info("Executions are held in memory and are lost when the process ends (see dataDirectory)");
            return new MemoryExecutionStore(Clock.systemUTC(), held.limit().bytes(), () -> camelContext.isStopping());
        }
        FolderDatabase database = dataSource == null
                ? SqliteDatabase.open(Path.of(dataDirectory))
                : ExternalDatabase.open(dataSource, Path.of(dataDirectory));
        return JdbcExecutionStore.open(
                database, Clock.systemUTC(), executor("MlbatchStore"), executor("MlbatchHousekeeping"));
    }

    private ExecutorService executor(String name) {
        ExecutorService executor = threads.newSingleThreadExecutor(this, name);
        executors.add(executor);
        return executor;
    }

    private void schedule(String name, Duration period, Runnable work) {
        ScheduledExecutorService executor = threads.newSingleThreadScheduledExecutor(this, name);
        schedules.add(executor);
        executor.scheduleWithFixedDelay(new RepeatedTask(name, work), 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    ExecutionStore store() {
        return store;
    }

    /** Returns the limits of the store. */
    Retention retention() {
        return retention;
    }

    Admission admission() {
        return admission;
    }

    /** Stores the queued results and closes the store. */
    @Override
    public void close() {
        // before the store, which releases the folder to other hosts
        schedules.forEach(threads::shutdownNow);
        store.close();
        executors.forEach(threads::shutdownNow);
        cluster.ifPresent(HostCluster::close);
    }
}
