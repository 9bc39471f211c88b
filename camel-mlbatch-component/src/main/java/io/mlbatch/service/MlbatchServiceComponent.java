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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Endpoint;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;

import io.mlbatch.objects.ComponentMapper;
import io.mlbatch.protocol.DurationOption;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.engine.AbandonedRecords;
import io.mlbatch.service.engine.BatchLimits;
import io.mlbatch.service.http.ServiceHost;
import io.mlbatch.service.http.api.AccessControl;
import io.mlbatch.service.http.api.ServiceRegistry;
import io.mlbatch.service.http.platform.RequestLimits;
import io.mlbatch.service.operator.HostOperator;
import io.mlbatch.service.security.Authenticator;
import io.mlbatch.service.security.MemoryTokenIssuer;
import io.mlbatch.service.security.ServiceRoles;

/**
 * Hosts routes as services with the batch API, all of them on the platform-http of the Camel context. With
 * {@code username} and {@code password}, {@code users} or an {@code authenticator} callers have to log in; without any
 * of these options, only callers on the same machine are admitted.
 */
@Component("mlbatch-service")
@ManagedResource(description = "Managed host of ML Batch services")
public class MlbatchServiceComponent extends ManagedHostComponent {

    @Metadata(
            label = "security",
            secret = true,
            description = "The user name for the login of callers. Without username and password, users and"
                    + " authenticator, only callers on the same machine are admitted, without a token. If a proxy runs"
                    + " on the same machine, all of its callers count as such: configure a login then.")
    private String username;

    @Metadata(label = "security", secret = true, description = "The password for the login of callers.")
    private String password;

    @Metadata(
            label = "security",
            secret = true,
            description = "The users who can log in besides username: a comma-separated list of user:hash or"
                    + " user:hash:roles, with a vertical bar between roles. The hash has the bcrypt form, as htpasswd"
                    + " -nB writes it. Needs the library spring-security-crypto. Set this option to a property"
                    + " placeholder, because camel-main logs values that it does not recognize as secret.")
    private String users;

    @Metadata(
            label = "security",
            autowired = true,
            description = "Checks the credentials of callers whose name is neither username nor in users.")
    private Authenticator authenticator;

    @Metadata(
            label = "security",
            description = "The role of operators. Its users may use every service, see, read and cancel the executions"
                    + " of all users, and drain the host. The options users and authenticator assign roles to users."
                    + " Without this option, each user sees only their own executions.")
    private String adminRole;

    @Metadata(
            label = "advanced",
            autowired = true,
            description = "The Jackson mapper that converts records to objects of the route, and objects to results. By"
                    + " default the mapper of the registry, if the registry has exactly one, else the default mapper of"
                    + " camel-jackson with java.time in ISO 8601.")
    private ObjectMapper objectMapper;

    private static final List<String> NUMBERS = List.of("chunkSize", "parallelCount", "maxParallelCount");

    private final RecordFailureLogInstaller failureLog = new RecordFailureLogInstaller();
    private final AbandonedRecords abandonedRecords = new AbandonedRecords();
    private ServiceHost services;
    private HostedStore store;
    private DrainedHost drained;
    private HostOperator operator;
    private HostEvents events;
    private HostContext host;
    private ObjectMapper mapper;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ServiceId id = ServiceId.parse(remaining);
        MlbatchServiceEndpoint endpoint = new MlbatchServiceEndpoint(uri, this);
        endpoint.setServiceName(id.name());
        endpoint.setServiceVersion(id.version());
        for (String option : NUMBERS) {
            requireNumber(option, parameters.get(option));
        }
        DurationOption.requireValid("recordTimeout", parameters.get("recordTimeout"));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Camel itself makes a text that is not a number 0, and shortens a number that is too large. */
    private void requireNumber(String option, Object value) {
        boolean isReference = value instanceof String text && text.startsWith("#");
        if (value != null
                && !isReference
                && getCamelContext().getTypeConverter().tryConvertTo(Integer.class, value) == null) {
            throw new IllegalArgumentException("The option " + option + " must be a whole number, not '" + value + "'");
        }
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        failureLog.onRoutesAdd(getCamelContext().getRoutes());
        getCamelContext().addLifecycleStrategy(failureLog);
    }

    @Override
    protected void doShutdown() throws Exception {
        getCamelContext().getLifecycleStrategies().remove(failureLog);
        super.doShutdown();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        // not in doInit: options can be set after the initialization of the component
        mapper = ComponentMapper.of(getCamelContext(), objectMapper);
        LoginOptions login = login();
        login.requireAdminRole();
        RequestLimits requestLimits = requestLimits();
        Clock clock = Clock.systemUTC();
        Optional<HostCluster> cluster = HostCluster.of(isClustered(), getDataSource(), getDataDirectory());
        services = new ServiceHost(
                getCamelContext(),
                new AccessControl(
                        login.authentication(getCamelContext(), isAutowiredEnabled()),
                        cluster.map(HostCluster::tokenIssuer).orElseGet(() -> new MemoryTokenIssuer(clock)),
                        clock),
                cluster.map(HostCluster::node),
                requestLimits,
                pageOptions(),
                this::operator);
        BatchLimits batchLimits = batchLimits();
        ServiceRegistry registry = services.services();
        services.open();
        store = new HostedStore(
                getCamelContext(),
                getDataDirectory(),
                getDataSource(),
                cluster,
                storeRetention(login.hasSeveralUsers()),
                registry::resubmitUnfinished);
        drained = new DrainedHost(getCamelContext(), registry, store, Duration.ofMillis(getDrainTimeout()));
        operator = new HostOperator(
                registry::hosted,
                store.store(),
                store.retention(),
                rolesOf(Set.of()),
                drained.drain(),
                cluster.map(HostCluster::clock).orElse(clock));
        events = HostEvents.open(getCamelContext(), store.store(), services, clock);
        host = new HostContext(
                services, cluster, store.store(), store.admission(), batchLimits, abandonedRecords, events);
    }

    /**
     * Drains the host, and waits at most for {@link #getDrainTimeout}, as the stop of the Camel context does. For
     * runtimes that stop their HTTP server before the Camel context: callers can read their results meanwhile.
     */
    public void drainBeforeStop() {
        DrainedHost host = drained;
        if (host != null) {
            host.await();
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (drained != null) {
            drained.close();
            drained = null;
            operator = null;
        }
        if (events != null) {
            events.close();
            events = null;
        }
        if (store != null) {
            store.close();
            store = null;
        }
        if (services != null) {
            services.close();
            services = null;
        }
        super.doStop();
    }

    private LoginOptions login() {
        return new LoginOptions(username, password, users, authenticator, adminRole);
    }

    /** Returns the roles that may use a service whose option {@code roles} is given. */
    ServiceRoles rolesOf(Set<String> users) {
        return new ServiceRoles(users, Optional.ofNullable(adminRole));
    }

    /** Returns true if there can be callers with roles. */
    boolean knowsRoles() {
        return login().hasSeveralUsers();
    }

    /** Returns the mapper of objects, which the option {@code objectMapper} or the component itself provides. */
    ObjectMapper mapper() {
        return mapper;
    }

    @Override
    HostOperator operator() {
        return operator;
    }

    /** Returns the collaborators of the services; they exist while the component is started. */
    HostContext host() {
        return host;
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

    public String getAdminRole() {
        return adminRole;
    }

    public void setAdminRole(String adminRole) {
        this.adminRole = adminRole;
    }

    public ObjectMapper getObjectMapper() {
        return objectMapper;
    }

    public void setObjectMapper(ObjectMapper objectMapper) {
        this.objectMapper = objectMapper;
    }
}
