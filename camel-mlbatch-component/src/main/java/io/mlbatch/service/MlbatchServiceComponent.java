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

import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.http.RequestLimits;
import io.mlbatch.service.http.ServiceHost;

/**
 * Hosts routes as services with the batch API, all of them under the one platform-http of the Camel context. With
 * {@code username} and {@code password} callers have to log in; without, only callers on this machine are served.
 */
@Component("mlbatch-service")
public class MlbatchServiceComponent extends DefaultComponent {

    @Metadata(
            label = "security",
            secret = true,
            description = "The user that callers log in as. Without username and password only callers on the same"
                    + " machine are served, and they need no token. A proxy on the same machine makes all of its"
                    + " callers such: set both then.")
    private String username;

    @Metadata(label = "security", secret = true, description = "The password that callers log in with.")
    private String password;

    @Metadata(
            label = "consumer",
            defaultValue = "1073741824",
            description = "The largest body of a request, in bytes. A larger one is answered with 413.")
    private long maxBodySize = RequestLimits.DEFAULT.maxBodySize();

    @Metadata(
            label = "consumer",
            defaultValue = "100",
            description = "The most requests in flight, from their head to the end of their answer. A further one is"
                    + " answered with 503.")
    private int maxRequests = RequestLimits.DEFAULT.maxRequests();

    @Metadata(
            label = "consumer",
            defaultValue = "30000",
            javaType = "java.time.Duration",
            description = "How long the host waits for a body that does not come, or comes too slowly: with less than"
                    + " 16 KiB in that time. It is answered with 408. Servers of servlets have a timeout of their own.")
    private long bodyTimeout = RequestLimits.DEFAULT.bodyTimeout().toMillis();

    private ServiceHost host;

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
        RequestLimits limits = new RequestLimits(maxBodySize, maxRequests, Duration.ofMillis(bodyTimeout));
        host = new ServiceHost(getCamelContext(), credentials(), limits, Clock.systemUTC());
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
}
