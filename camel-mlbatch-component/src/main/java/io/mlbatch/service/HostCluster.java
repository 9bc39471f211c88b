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

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

import org.apache.camel.spi.ExecutorServiceManager;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.cluster.ClusterDatabase;
import io.mlbatch.service.cluster.ClusterDispatcher;
import io.mlbatch.service.cluster.ClusterJob;
import io.mlbatch.service.cluster.ClusterLibrary;
import io.mlbatch.service.cluster.ClusterNode;
import io.mlbatch.service.cluster.DatabaseTokenIssuer;
import io.mlbatch.service.cluster.LaneThreads;
import io.mlbatch.service.engine.BatchEngine;
import io.mlbatch.service.engine.EngineSizes;
import io.mlbatch.service.engine.ExecutionDispatcher;
import io.mlbatch.service.security.TokenIssuer;
import io.mlbatch.service.store.jdbc.JdbcExecutionStore;
import io.mlbatch.service.store.jdbc.cluster.ClusterSchema;

/** The membership of this host in a cluster (option {@code clustered}). */
final class HostCluster implements AutoCloseable {

    private final DataSource dataSource;
    private final ClusterDatabase database;
    private final ClusterNode node;
    // null until it is opened
    private JdbcExecutionStore store;

    private HostCluster(DataSource dataSource) {
        this.dataSource = dataSource;
        this.database = new ClusterDatabase(dataSource);
        this.node = new ClusterNode(database, ClusterNode.processName());
    }

    /**
     * Returns the membership of a host; empty for a single host.
     *
     * @throws IllegalArgumentException if the options of a cluster do not go together
     * @throws IllegalStateException if its library is not on the class path
     */
    static Optional<HostCluster> of(boolean isClustered, DataSource dataSource, String dataDirectory) {
        if (!isClustered) {
            return Optional.empty();
        }
        if (dataSource == null) {
            throw new IllegalArgumentException("The option clustered of the component mlbatch-service needs a"
                    + " dataSource: the PostgreSQL database that all hosts share");
        }
        if (dataDirectory != null) {
            throw new IllegalArgumentException("The component mlbatch-service has both clustered and dataDirectory: a"
                    + " cluster stores its artifacts in the database, so remove dataDirectory");
        }
        ClusterLibrary.require();
        return Optional.of(new HostCluster(dataSource));
    }

    ClusterNode node() {
        return node;
    }

    /** Returns the clock of the database. */
    Clock clock() {
        return node.clock();
    }

    /** Creates the tables if they do not exist, and joins the cluster. */
    void join() {
        ClusterSchema.prepare(dataSource);
        node.join();
    }

    /** Opens the store, after {@link #join}. */
    JdbcExecutionStore open(Executor writing, Executor housekeeping) {
        store = JdbcExecutionStore.openClustered(dataSource, node.id(), node.clock(), writing, housekeeping);
        return store;
    }

    TokenIssuer tokenIssuer() {
        return new DatabaseTokenIssuer(database, node);
    }

    /** Returns a job that one node runs in each period, although each node schedules it. */
    Runnable job(Duration period, String job, Runnable work) {
        return new ClusterJob(database, job, period, work);
    }

    /** @param threads creates the threads of the dispatcher, which shuts them down */
    ExecutionDispatcher dispatcher(
            ServiceId service, BatchEngine engine, EngineSizes sizes, Object source, ExecutorServiceManager threads) {
        LaneThreads laneThreads = new LaneThreads(
                threads.newCachedThreadPool(source, "MlbatchLanes"),
                threads.newSingleThreadExecutor(source, "MlbatchLanePolling"),
                threads.newScheduledThreadPool(source, "MlbatchLaneHeartbeats", 2));
        return new ClusterDispatcher(service, engine, sizes, store.lanes(), dataSource, node, laneThreads);
    }

    /** Leaves the cluster. */
    @Override
    public void close() {
        node.close();
    }
}
