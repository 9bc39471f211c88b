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
import javax.sql.DataSource;

import org.apache.camel.spi.Metadata;

import io.mlbatch.service.engine.BatchLimits;
import io.mlbatch.service.store.StoreSize;
import io.mlbatch.service.store.retention.Retention;

/** The options of the component for its store: location, retention and limits. */
abstract class StoreOptionsComponent extends HttpOptionsComponent {

    @Metadata(
            description = "The folder for executions that survive the process: an embedded SQLite database"
                    + " (org.xerial:sqlite-jdbc must be on the class path) and the artifacts. The folder is created if"
                    + " it does not exist, and only one process at a time can use it. Without this option, executions"
                    + " are held in memory.")
    private String dataDirectory;

    @Metadata(
            label = "advanced",
            description = "A PostgreSQL database for executions, in place of the embedded one. Artifacts are still"
                    + " stored in the dataDirectory, and only one process at a time can use the database, unless the"
                    + " hosts are clustered. The data source should have a connection pool.")
    private DataSource dataSource;

    @Metadata(
            defaultValue = "false",
            description = "Whether this host shares its executions with other hosts that have the same dataSource"
                    + " (PostgreSQL). Each of them responds to all calls and computes records of all executions whose"
                    + " service it hosts. Artifacts are stored in the database, so a dataDirectory must not be set."
                    + " Needs the library com.github.kagkarlsson:db-scheduler.")
    private boolean clustered;

    @Metadata(
            defaultValue = "14d",
            javaType = "java.time.Duration",
            description = "The time for which executions are held after their end.")
    private long retention = Duration.ofDays(14).toMillis();

    @Metadata(
            defaultValue = "10000",
            description = "The maximum number of executions, over all services. A new execution evicts ended ones:"
                    + " those of the users who hold the most, the oldest first. If none can be evicted, the start is"
                    + " rejected with 503.")
    private int maxExecutions = 10_000;

    @Metadata(
            defaultValue = "10737418240",
            description = "The approximate maximum size of all executions, in bytes; in memory at most half of the"
                    + " heap. A new execution evicts ended ones, as for maxExecutions.")
    private long maxStoreSize = 10L << 30;

    @Metadata(
            label = "security",
            defaultValue = "0",
            description = "The maximum number of executions of one user. A start beyond it is rejected with 429 unless"
                    + " ended executions of the user can be evicted. With 0 and several users, a user may hold as many"
                    + " as are still free: a single user gets half of maxExecutions, two users a third each, and a"
                    + " newcomer as much as each of the others. With 0 and one user, only maxExecutions applies.")
    private int maxExecutionsPerUser;

    @Metadata(
            label = "security",
            defaultValue = "0",
            description = "The approximate maximum size of the executions of one user, in bytes. The limit and 0 work"
                    + " as for maxExecutionsPerUser.")
    private long maxStoreSizePerUser;

    @Metadata(
            defaultValue = "1h",
            javaType = "java.time.Duration",
            description = "The time after its end in which an execution is not evicted for a new one, unless its"
                    + " results have been read.")
    private long unreadRetention = Duration.ofHours(1).toMillis();

    @Metadata(
            defaultValue = "0",
            javaType = "java.time.Duration",
            description = "The longest time for which the stop of the Camel context waits until all accepted records"
                    + " are computed. Meanwhile new batches and records are rejected with 503, and all other calls are"
                    + " served. Executions that are held in memory must also have been read, unless their"
                    + " unreadRetention is over. With 0 the host stops at once; executions in a dataDirectory or"
                    + " dataSource are continued after the next start.")
    private long drainTimeout;

    @Metadata(
            defaultValue = "10000000",
            description = "The maximum number of records of a batch. A larger batch is rejected with 413.")
    private int maxRecords = 10_000_000;

    @Metadata(
            defaultValue = "1048576",
            description = "The maximum size of a record, in bytes of JSON. A batch with a larger one is rejected with"
                    + " 413.")
    private int maxRecordSize = 1 << 20;

    @Metadata(
            defaultValue = "104857600",
            description = "The maximum size of an artifact, in bytes. A record fails if its route leaves a larger one.")
    private int maxArtifactSize = 100 << 20;

    /** @param isShared whether several users can log in, see {@link Retention.Quota} */
    Retention storeRetention(boolean isShared) {
        return new Retention(
                Duration.ofMillis(retention),
                Duration.ofMillis(unreadRetention),
                new StoreSize(maxExecutions, maxStoreSize),
                new Retention.Quota(maxExecutionsPerUser, maxStoreSizePerUser, isShared));
    }

    BatchLimits batchLimits() {
        return new BatchLimits(maxRecords, maxRecordSize);
    }

    public String getDataDirectory() {
        return dataDirectory;
    }

    public void setDataDirectory(String dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    public DataSource getDataSource() {
        return dataSource;
    }

    public void setDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public boolean isClustered() {
        return clustered;
    }

    public void setClustered(boolean clustered) {
        this.clustered = clustered;
    }

    public long getRetention() {
        return retention;
    }

    public void setRetention(long retention) {
        this.retention = retention;
    }

    public int getMaxExecutions() {
        return maxExecutions;
    }

    public void setMaxExecutions(int maxExecutions) {
        this.maxExecutions = maxExecutions;
    }

    public long getMaxStoreSize() {
        return maxStoreSize;
    }

    public void setMaxStoreSize(long maxStoreSize) {
        this.maxStoreSize = maxStoreSize;
    }

    public int getMaxExecutionsPerUser() {
        return maxExecutionsPerUser;
    }

    public void setMaxExecutionsPerUser(int maxExecutionsPerUser) {
        this.maxExecutionsPerUser = maxExecutionsPerUser;
    }

    public long getMaxStoreSizePerUser() {
        return maxStoreSizePerUser;
    }

    public void setMaxStoreSizePerUser(long maxStoreSizePerUser) {
        this.maxStoreSizePerUser = maxStoreSizePerUser;
    }

    public long getUnreadRetention() {
        return unreadRetention;
    }

    public void setUnreadRetention(long unreadRetention) {
        this.unreadRetention = unreadRetention;
    }

    public long getDrainTimeout() {
        return drainTimeout;
    }

    public void setDrainTimeout(long drainTimeout) {
        this.drainTimeout = drainTimeout;
    }

    public int getMaxRecords() {
        return maxRecords;
    }

    public void setMaxRecords(int maxRecords) {
        this.maxRecords = maxRecords;
    }

    public int getMaxRecordSize() {
        return maxRecordSize;
    }

    public void setMaxRecordSize(int maxRecordSize) {
        this.maxRecordSize = maxRecordSize;
    }

    public int getMaxArtifactSize() {
        return maxArtifactSize;
    }

    public void setMaxArtifactSize(int maxArtifactSize) {
        this.maxArtifactSize = maxArtifactSize;
    }
}
