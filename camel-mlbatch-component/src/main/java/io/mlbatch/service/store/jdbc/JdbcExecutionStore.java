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
package io.mlbatch.service.store.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ExecutionSummary;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.Announcements;
import io.mlbatch.service.store.Backlog;
import io.mlbatch.service.store.CreateResult;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.HeldExecution;
import io.mlbatch.service.store.LaneClaims;
import io.mlbatch.service.store.NewExecution;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.service.store.StoreListener;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.SummaryQuery;
import io.mlbatch.service.store.jdbc.cluster.ClusterQueries;
import io.mlbatch.service.store.jdbc.cluster.ClusterSchema;
import io.mlbatch.service.store.jdbc.cluster.ClusterSweep;
import io.mlbatch.service.store.jdbc.cluster.ClusterTracker;
import io.mlbatch.service.store.jdbc.cluster.ClusterWatch;
import io.mlbatch.service.store.jdbc.cluster.LaneClaimer;
import io.mlbatch.service.store.jdbc.commit.GroupCommit;
import io.mlbatch.service.store.jdbc.commit.WriterConnections;
import io.mlbatch.service.store.jdbc.database.Database;
import io.mlbatch.service.store.jdbc.database.FolderDatabase;
import io.mlbatch.service.store.jdbc.database.StoreHealth;
import io.mlbatch.service.store.jdbc.database.StoreRetry;
import io.mlbatch.service.store.jdbc.database.WriteSession;
import io.mlbatch.service.store.jdbc.execution.ArtifactFiles;
import io.mlbatch.service.store.jdbc.execution.ArtifactStorage;
import io.mlbatch.service.store.jdbc.execution.ArtifactWriter;
import io.mlbatch.service.store.jdbc.execution.ExecutionReader;
import io.mlbatch.service.store.jdbc.execution.ExecutionRow;
import io.mlbatch.service.store.jdbc.execution.ExecutionSweeper;
import io.mlbatch.service.store.jdbc.execution.ExecutionTracker;
import io.mlbatch.service.store.jdbc.execution.ResultWriter;
import io.mlbatch.service.store.jdbc.execution.RetentionQueries;
import io.mlbatch.service.store.jdbc.execution.StoreQueries;
import io.mlbatch.service.store.jdbc.execution.StoredExecution;
import io.mlbatch.service.store.jdbc.execution.SummaryStatement;

/**
 * Store with executions in a database. Accepted executions and computed results survive the process, however it ends.
 * Either one process can open the store, with artifacts in files, or all nodes of a cluster can.
 */
public final class JdbcExecutionStore implements ExecutionStore {

    private final Database database;
    private final StoreQueries queries;
    private final RetentionQueries retention;
    private final Clock clock;
    private final GroupCommit writer;
    private final JdbcAnnouncements announcements;
    private final ExecutionSweeper sweeper;
    private final StoreRetry retry;
    private final WriterConnections connections;
    private final ExecutionReader reader;
    private final StoreMonitor monitor;
    private final ClusterWatch watch;
    private final LaneClaimer lanes;
    private final RunningExecutions running;
    private final ExecutionTracker tracker;
    private final ExecutionStarts starts;
    private final ReadMarks readMarks;
    private final Deletions deletions;
    private final ClusterSweep sweep;
    private volatile StoreListener listener = StoreListener.NONE;

    JdbcExecutionStore(StoreParts parts) {
        StoreHealth health = parts.health();
        ArtifactStorage artifacts = parts.artifacts();
        this.database = parts.database();
        this.connections = parts.connections();
        this.queries = parts.queries();
        this.retention = new RetentionQueries(queries, database, parts.dialect());
        this.clock = parts.clock();
        this.retry = new StoreRetry(health);
        this.reader = new ExecutionReader(queries, artifacts, retry, health);
        ArtifactWriter artifactWriter = new ArtifactWriter(database, artifacts, health, retry);
        this.writer = new GroupCommit(connections, parts.writing());
        this.announcements = new JdbcAnnouncements(queries, writer, clock);
        this.sweeper = new ExecutionSweeper(writer, artifacts, parts.dialect(), database, parts.housekeeping());
        ResultWriter resultWriter = new ResultWriter(writer, artifactWriter, sweeper);
        this.monitor = new StoreMonitor(database, writer, queries, artifactWriter, sweeper, health);
        ClusterQueries clusterQueries = new ClusterQueries(queries);
        this.watch = new ClusterWatch(clusterQueries);
        this.lanes = new LaneClaimer(database, clusterQueries, reader, resultWriter, watch, this::onFinish);
        this.running = new RunningExecutions(reader, resultWriter, queries, clock, this::onFinish);
        this.tracker = parts.node() == null ? running : new ClusterTracker(parts.node(), reader, queries, watch);
        this.readMarks = new ReadMarks(writer);
        this.deletions = new Deletions(writer, tracker, readMarks, reader, sweeper);
        this.starts = new ExecutionStarts(writer, sweeper, queries, clock, tracker);
        this.sweep = new ClusterSweep(writer, sweeper, queries, clusterQueries, tracker);
    }

    /**
     * Opens the store of a single host, and creates its tables if they do not exist.
     *
     * @param database closed with the store
     * @param writing runs one task until the store is closed
     * @param housekeeping deletes files
     * @throws StoreException if the database cannot be used
     * @throws IllegalStateException if the tables have an unknown version, another host uses the store, or database and
     *     folder do not belong together
     */
    public static JdbcExecutionStore open(
            FolderDatabase database, Clock clock, Executor writing, Executor housekeeping) {
        return new StoreOpener(database, clock, writing, housekeeping).open();
    }

    /**
     * Opens the store of a node of a cluster, whose tables exist (see {@link ClusterSchema}).
     *
     * @param dataSource asked for a connection at each call; should have a pool
     * @param node the id of the node, which is alive in the table of nodes
     * @param clock the clock of the database
     * @param writing runs one task until the store is closed
     * @param housekeeping runs short tasks
     * @throws StoreException if the database cannot be used
     * @throws IllegalStateException if a host that is not clustered uses the tables
     */
    public static JdbcExecutionStore openClustered(
            DataSource dataSource, String node, Clock clock, Executor writing, Executor housekeeping) {
        return new ClusterStoreOpener(dataSource, node, clock, writing, housekeeping).open();
    }

    /** Returns the claims of lanes in a cluster. */
    public LaneClaims lanes() {
        return lanes;
    }

    /**
     * Reads which executions other nodes of the cluster have ended or deleted, and notifies those who wait for them or
     * compute them. Must be called several times a second.
     */
    public void watch() {
        watch.poll();
    }

    /**
     * Removes the uploads of dead nodes of the cluster and the remaining rows of deleted executions, and queues
     * unfinished executions that a host without a cluster left. Must be called once a minute, by one of the nodes.
     */
    public void sweep() {
        sweep.run();
        retention.merge();
    }

    /**
     * Recovers the state of the last process: removes unaccepted executions, loads the unfinished ones, and merges the
     * sizes of its connections.
     */
    void recover(WriteSession session, ArtifactFiles files) throws SQLException, IOException {
        new Recovery(queries, sweeper, running, clock).run(session, files);
        retention.merge();
    }

    @Override
    public Optional<CreateResult> existing(NewExecution batch) {
        return starts.existing(batch);
    }

    @Override
    public CreateResult create(NewExecution batch) {
        if (isFailing()) {
            // callers that wait for the disk would hold threads, of which there are few
            throw new StoreException("Executions cannot be stored at the moment", null);
        }
        return starts.create(batch);
    }

    @Override
    public Optional<Execution> find(ServiceId service, String executionId) {
        return row(executionId)
                .filter(row -> row.id().service().equals(service))
                .map(tracker::of);
    }

    private Optional<ExecutionRow> row(String executionId) {
        return tracker.computed(executionId).map(StoredExecution::row).or(() -> queries.find(executionId));
    }

    @Override
    public List<ExecutionId> list(ServiceId service, String owner) {
        return queries.ids(service, owner);
    }

    @Override
    public List<ExecutionId> list(ServiceId service) {
        return queries.ids(service);
    }

    @Override
    public List<ExecutionSummary> summaries(SummaryQuery selection) {
        return queries.summaries(SummaryStatement.of(selection));
    }

    @Override
    public Optional<ExecutionSummary> summary(String executionId) {
        return queries.summary(executionId);
    }

    @Override
    public List<Execution> unfinished(ServiceId service) {
        return tracker.unfinished(service);
    }

    @Override
    public List<ExecutionId> endedBefore(Instant time, int max) {
        return retention.endedBefore(time, max);
    }

    @Override
    public boolean holdsUnread(Instant unreadSince) {
        return retention.holdsUnread(unreadSince);
    }

    @Override
    public Set<String> evictableOwners(Instant unreadSince) {
        readMarks.flush();
        return retention.evictableOwners(unreadSince);
    }

    @Override
    public Optional<HeldExecution> oldestEvictable(String owner, Instant unreadSince) {
        return retention.oldestEvictable(owner, unreadSince);
    }

    @Override
    public void markRead(ExecutionId id) {
        readMarks.add(id);
    }

    @Override
    public Map<String, StoreSize> sizes() {
        return retention.sizes(tracker.node());
    }

    @Override
    public boolean delete(ExecutionId id) {
        Optional<ExecutionRow> row = row(id.value());
        return row.isPresent() && deletions.delete(row.get());
    }

    private void onFinish(ExecutionRow row) {
        reader.evict(row.no());
        listener.ended(row.id());
    }

    @Override
    public Map<ServiceId, Backlog> backlogs() {
        return queries.backlogs();
    }

    @Override
    public void observe(StoreListener newListener) {
        listener = newListener;
        writer.onCommit(newListener::committed);
    }

    @Override
    public Announcements announcements() {
        return announcements;
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    @Override
    public boolean isFailing() {
        return monitor.isFailing();
    }

    @Override
    public void check() {
        monitor.check();
    }

    /** Writes the results that are queued, then closes the database. */
    @Override
    public void close() {
        retry.close();
        closeWriter();
        database.close();
    }

    void closeWriter() {
        writer.close();
        connections.close();
    }
}
