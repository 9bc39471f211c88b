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
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.engine.AbandonedRecords;
import io.mlbatch.service.engine.BatchLimits;
import io.mlbatch.service.http.RequestLimits;
import io.mlbatch.service.http.ServiceHost;
import io.mlbatch.service.security.Authenticator;
import io.mlbatch.service.security.Authenticators;
import io.mlbatch.service.store.Admission;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.Retention;
import io.mlbatch.service.store.StoreSize;

/**
 * Hosts routes as services with the batch API, all of them under the one platform-http of the Camel context. With
 * {@code username} and {@code password}, {@code users} or an {@code authenticator} callers have to log in; without any
 * of them only callers on this machine are served.
 */
@Component("mlbatch-service")
public class MlbatchServiceComponent extends DefaultComponent {

    @Metadata(
            label = "security",
            secret = true,
            description = "The user that callers log in as. Without username and password, users and authenticator"
                    + " only callers on the same machine are served, and they need no token. A proxy on the same"
                    + " machine makes all of its callers such: let them log in then.")
    private String username;

    @Metadata(label = "security", secret = true, description = "The password that callers log in with.")
    private String password;

    @Metadata(
            description =
                    "The folder that executions are stored in, so that they outlive the process: an embedded SQLite"
                            + " database (org.xerial:sqlite-jdbc has to be on the class path) and the artifacts. Is made where there"
                            + " is none; one process at a time can have it. Without it executions are held in memory.")
    private String dataDirectory;

    @Metadata(
            label = "advanced",
            description =
                    "The database that executions are stored in instead of the embedded one: PostgreSQL. Artifacts are"
                            + " in the dataDirectory all the same. One process at a time. The data source should have a pool.")
    private DataSource dataSource;

    @Metadata(
            defaultValue = "14d",
            javaType = "java.time.Duration",
            description = "How long executions are held after their end.")
    private long retention = Duration.ofDays(14).toMillis();

    @Metadata(
            defaultValue = "10000",
            description =
                    "How many executions are held, over all services. For a new one, executions that have ended are"
                            + " dropped: those of the users who hold the most, the oldest first. A start for which none can be"
                            + " dropped is refused with 503.")
    private int maxExecutions = 10_000;

    @Metadata(
            defaultValue = "10737418240",
            description =
                    "How many bytes the executions may take that are held, about; in memory no more than half of the heap."
                            + " For a new one, executions that have ended are dropped, as for maxExecutions.")
    private long maxStoreSize = 10L << 30;

    @Metadata(
            label = "security",
            defaultValue = "0",
            description = "How many executions are held of one user. A start beyond it is refused with 429, unless"
                    + " executions of the user that have ended can be dropped. 0: where several users can log in, as many as"
                    + " are still free, so that an only user gets half of maxExecutions, two get a third each, and a"
                    + " newcomer finds as much; otherwise all.")
    private int maxExecutionsPerUser;

    @Metadata(
            label = "security",
            defaultValue = "0",
            description =
                    "How many bytes the executions of one user may take that are held, about. Beyond it, and with 0,"
                            + " as for maxExecutionsPerUser.")
    private long maxStoreSizePerUser;

    @Metadata(
            defaultValue = "1h",
            javaType = "java.time.Duration",
            description =
                    "How long an execution is not dropped for a new one after its end, unless its results have been"
                            + " read. A restart counts as unread.")
    private long unreadRetention = Duration.ofHours(1).toMillis();

    @Metadata(
            defaultValue = "10000000",
            description = "How many records a batch may have. One with more is answered 413.")
    private int maxRecords = 10_000_000;

    @Metadata(
            defaultValue = "1048576",
            description = "How many bytes a record may have, as JSON. A batch with a larger one is answered 413.")
    private int maxRecordSize = 1 << 20;

    @Metadata(
            defaultValue = "104857600",
            description =
                    "How many bytes a file may have that a route leaves for a record. The record fails when it leaves"
                            + " a larger one.")
    private int maxArtifactSize = 100 << 20;

    @Metadata(
            label = "security",
            secret = true,
            description = "The users that callers log in as, beside username: a comma separated list of user:hash or"
                    + " user:hash:roles, with a vertical bar between roles. The hash has the bcrypt form, as htpasswd"
                    + " -nB writes it. Needs the library spring-security-crypto. Set it to a placeholder: Camel's main"
                    + " logs what it does not know to be secret.")
    private String users;

    @Metadata(
            label = "security",
            autowired = true,
            description = "Says who logs in, for names that are neither username nor in users")
    private Authenticator authenticator;

    @Metadata(
            label = "consumer",
            defaultValue = "1073741824",
            description = "The largest body of a request, in bytes. A larger one is answered with 413.")
    private long maxBodySize = RequestLimits.DEFAULT.maxBodySize();

    @Metadata(
            label = "consumer",
            defaultValue = "100",
            description = "The most requests in flight, from their head to the end of their response; counted apart for"
                    + " those that send records or delete, those that read, and logins. A further one is answered with"
                    + " 503, and so is one of a user who holds three times as many as are free.")
    private int maxRequests = RequestLimits.DEFAULT.maxRequests();

    @Metadata(
            label = "consumer",
            defaultValue = "30000",
            javaType = "java.time.Duration",
            description = "How long the host waits for a body that does not come, or comes too slowly: with less than"
                    + " 16 KiB in that time. It is answered with 408. Servers of servlets have a timeout of their own.")
    private long bodyTimeout = RequestLimits.DEFAULT.bodyTimeout().toMillis();

    @Metadata(
            label = "consumer",
            defaultValue = "30000",
            javaType = "java.time.Duration",
            description =
                    "How long the host waits for a client that does not read its response, or reads it too slowly:"
                            + " less than 16 KiB in that time. Its connection is closed. Servers of servlets have a timeout of"
                            + " their own.")
    private long responseTimeout = RequestLimits.DEFAULT.responseTimeout().toMillis();

    @Metadata(
            label = "consumer",
            defaultValue = "0",
            description = "The most connections of the HTTP server of camel-main. For a further one, the connection"
                    + " that has had no request for the longest time is closed. By default 1,000, and no more than half"
                    + " of the file descriptors that the process may have. Other servers have settings of their own.")
    private int maxConnections = RequestLimits.DEFAULT.maxConnections();

    @Metadata(
            label = "consumer",
            defaultValue = "60000",
            javaType = "java.time.Duration",
            description =
                    "How long a connection to the HTTP server of camel-main may be open without a request, or with"
                            + " an unfinished head of one. Other servers have settings of their own.")
    private long idleTimeout = RequestLimits.DEFAULT.idleTimeout().toMillis();

    private final AbandonedRecords abandonedRecords = new AbandonedRecords();
    private ServiceHost host;
    private HostedStore store;
    private BatchLimits limits;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ServiceId id = ServiceId.parse(remaining);
        MlbatchServiceEndpoint endpoint = new MlbatchServiceEndpoint(uri, this);
        endpoint.setServiceName(id.name());
        endpoint.setServiceVersion(id.version());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        // not before: options are set on a component that is initialised already
        RequestLimits requests = new RequestLimits(
                maxBodySize,
                maxRequests,
                Duration.ofMillis(bodyTimeout),
                Duration.ofMillis(responseTimeout),
                maxConnections,
                Duration.ofMillis(idleTimeout));
        host = new ServiceHost(getCamelContext(), authentication(), requests, Clock.systemUTC());
        limits = new BatchLimits(maxRecords, maxRecordSize);
        Retention held = new Retention(
                Duration.ofMillis(retention),
                Duration.ofMillis(unreadRetention),
                new StoreSize(maxExecutions, maxStoreSize),
                new Retention.Quota(maxExecutionsPerUser, maxStoreSizePerUser, hasSeveralUsers()));
        store = new HostedStore(getCamelContext(), dataDirectory, dataSource, held, host::takeUp);
    }

    @Override
    protected void doStop() throws Exception {
        if (store != null) {
            store.close();
            store = null;
        }
        super.doStop();
    }

    /** @throws IllegalArgumentException names the option that is malformed, and none of its secrets */
    private Optional<Authenticator> authentication() {
        Optional<Authenticator> authentication = Authenticators.of(credentials(), users, authenticator);
        if (authentication.isEmpty() && isAutowiredEnabled()) {
            int candidates = getCamelContext()
                    .getRegistry()
                    .findByType(Authenticator.class)
                    .size();
            if (candidates > 1) {
                // who has beans of it does not mean to let everybody in
                throw new IllegalArgumentException("The registry has " + candidates
                        + " authenticators: name one with the option authenticator of the component mlbatch-service");
            }
        }
        return authentication;
    }

    /** True when there can be callers that have roles. */
    boolean knowsRoles() {
        return hasSeveralUsers();
    }

    private boolean hasSeveralUsers() {
        return users != null && !users.isBlank() || authenticator != null;
    }

    private Optional<Credentials> credentials() {
        if (username == null && password == null) {
            return Optional.empty();
        }
        return Optional.of(new Credentials(required("username", username), required("password", password)));
    }

    private static String required(String option, String value) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("The option " + option
                    + " of the component mlbatch-service is missing: username and password go together");
        }
        return value;
    }

    /** What all services of this component are published by. */
    ServiceHost host() {
        return host;
    }

    /** Where all services of this component keep their executions. */
    ExecutionStore store() {
        return store.store();
    }

    Admission admission() {
        return store.admission();
    }

    BatchLimits limits() {
        return limits;
    }

    AbandonedRecords abandonedRecords() {
        return abandonedRecords;
    }

    public String getUsername() {
        return username;
    }

    public void setUsername(String username) {
        this.username = username;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
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

    public String getUsers() {
        return users;
    }

    public void setUsers(String users) {
        this.users = users;
    }

    public Authenticator getAuthenticator() {
        return authenticator;
    }

    public void setAuthenticator(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    public long getMaxBodySize() {
        return maxBodySize;
    }

    public void setMaxBodySize(long maxBodySize) {
        this.maxBodySize = maxBodySize;
    }

    public int getMaxRequests() {
        return maxRequests;
    }

    public void setMaxRequests(int maxRequests) {
        this.maxRequests = maxRequests;
    }

    public long getBodyTimeout() {
        return bodyTimeout;
    }

    public void setBodyTimeout(long bodyTimeout) {
        this.bodyTimeout = bodyTimeout;
    }

    public long getResponseTimeout() {
        return responseTimeout;
    }

    public void setResponseTimeout(long responseTimeout) {
        this.responseTimeout = responseTimeout;
    }

    public int getMaxConnections() {
        return maxConnections;
    }

    public void setMaxConnections(int maxConnections) {
        this.maxConnections = maxConnections;
    }

    public long getIdleTimeout() {
        return idleTimeout;
    }

    public void setIdleTimeout(long idleTimeout) {
        this.idleTimeout = idleTimeout;
    }
}
