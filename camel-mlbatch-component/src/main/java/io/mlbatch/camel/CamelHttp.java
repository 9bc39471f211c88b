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
package io.mlbatch.camel;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;

import org.apache.camel.CamelContext;
import org.apache.camel.component.http.CompositeHttpConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spi.ExtendedPropertyConfigurerGetter;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.PropertiesHelper;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;

import io.mlbatch.client.transport.AnswerErrors;
import io.mlbatch.client.transport.CallTimes;
import io.mlbatch.client.transport.ConnectionPool;
import io.mlbatch.client.transport.HttpClients;
import io.mlbatch.client.transport.HttpTransport;
import io.mlbatch.client.transport.Transport;
import io.mlbatch.client.waiting.Timers;

/**
 * Makes the camel-http endpoint whose client talks to a server: with the user's TLS, proxy, pool and timeouts. The one
 * place outside the transport that knows HTTP types.
 */
final class CamelHttp {

    private static final long CAMELS_CONNECT_TIMEOUT = 180_000;

    private CamelHttp() {}

    /**
     * Sends over the endpoint's client.
     *
     * @param clock for {@code Retry-After} with a date
     * @param timers abort calls that take too long
     */
    static Transport transport(HttpEndpoint endpoint, ServerSettings settings, Clock clock, Timers timers) {
        CallTimes times = new CallTimes(timers, Duration.ofMillis(endpoint.getResponseTimeout()));
        return new HttpTransport(endpoint.getHttpClient(), settings.baseUrl(), new AnswerErrors(clock), times);
    }

    /** A started endpoint that belongs to the caller, apart from those of the context's routes. */
    static HttpEndpoint create(CamelContext camelContext, ServerSettings settings) throws Exception {
        HttpComponent component = withOwnConnections(
                camelContext.getComponent(settings.baseUrl().getScheme(), HttpComponent.class));
        HttpEndpoint endpoint =
                (HttpEndpoint) component.createEndpoint(settings.baseUrl().toString(), options(component, settings));
        String unknown = endpoint.getHttpUri().getQuery();
        if (unknown != null) {
            throw new IllegalArgumentException("Unknown option http." + unknown.replaceAll("=.*", "")
                    + ": options with http. are those of the camel-http endpoint");
        }
        endpoint.setHttpClientConfigurer(CompositeHttpConfigurer.combineConfigurers(
                endpoint.getHttpClientConfigurer(),
                HttpClients::configure));
        // it would log tokens and passwords
        endpoint.setLogHttpActivity(false);
        endpoint.setHttpActivityListener(null);
        ServiceHelper.startService(endpoint);
        return endpoint;
    }

    /**
     * A component with the options of the user's, whose pools have our connections. A component of another class, or
     * one with a connection manager of its own, keeps its connections.
     */
    private static HttpComponent withOwnConnections(HttpComponent component) {
        PropertyConfigurer configurer = component.getComponentPropertyConfigurer();
        if (component.getClass() != HttpComponent.class
                || !(configurer instanceof ExtendedPropertyConfigurerGetter options)) {
            return component;
        }
        CamelContext camelContext = component.getCamelContext();
        HttpComponent copy = new PooledHttpComponent();
        copy.setCamelContext(camelContext);
        for (String option : options.getAllOptions(component).keySet()) {
            configurer.configure(camelContext, copy, option, options.getOptionValue(component, option, false), false);
        }
        // never started, and so not stopped: its endpoints close their pools, what the user gave it belongs to the user
        ServiceHelper.initService(copy);
        return copy;
    }

    /** Camel's component, with pools of {@link ConnectionPool}. Reads the options that Camel's own pool has. */
    private static final class PooledHttpComponent extends HttpComponent {

        @Override
        protected HttpClientConnectionManager createConnectionManager(
                Map<String, Object> parameters, SSLContextParameters ssl, Map<String, Object> connectionOptions)
                throws GeneralSecurityException, IOException {
            if (getClientConnectionManager() != null) {
                return getClientConnectionManager();
            }
            TlsSocketStrategy tls = new DefaultClientTlsStrategy(sslContext(parameters, ssl), verifier(parameters));
            int total = getAndRemoveParameter(parameters, "maxTotalConnections", int.class, 0);
            int perRoute = getAndRemoveParameter(parameters, "connectionsPerRoute", int.class, 0);
            connectionOptions.putAll(PropertiesHelper.extractProperties(parameters, "httpConnection."));
            SocketConfig.Builder socket = SocketConfig.custom();
            PropertyBindingSupport.bindProperties(getCamelContext(), socket, connectionOptions);
            return ConnectionPool.create(
                    PoolingHttpClientConnectionManagerBuilder.create()
                            .setTlsSocketStrategy(tls)
                            .setDefaultSocketConfig(socket.build())
                            .setMaxConnTotal(total > 0 ? total : getMaxTotalConnections())
                            .setMaxConnPerRoute(perRoute > 0 ? perRoute : getConnectionsPerRoute()),
                    getConnectionTimeToLive() > 0 ? TimeValue.ofMilliseconds(getConnectionTimeToLive()) : null);
        }

        private SSLContext sslContext(Map<String, Object> parameters, SSLContextParameters ssl)
                throws GeneralSecurityException, IOException {
            if (ssl != null) {
                return ssl.createSSLContext(getCamelContext());
            }
            // not removed: the endpoint has the option as well
            boolean system = getParameter(parameters, "useSystemProperties", boolean.class, isUseSystemProperties());
            return system ? SSLContexts.createSystemDefault() : SSLContexts.createDefault();
        }

        private HostnameVerifier verifier(Map<String, Object> parameters) {
            HostnameVerifier verifier =
                    resolveAndRemoveReferenceParameter(parameters, "x509HostnameVerifier", HostnameVerifier.class);
            return verifier == null ? getX509HostnameVerifier() : verifier;
        }
    }

    private static Map<String, Object> options(HttpComponent component, ServerSettings settings) {
        Map<String, Object> options = new HashMap<>(settings.httpOptions());
        // camel-http waits three minutes for a connection, and for an answer for ever
        if (component.getConnectTimeout() == CAMELS_CONNECT_TIMEOUT) {
            options.putIfAbsent("connectTimeout", "10000");
        }
        if (component.getResponseTimeout() == 0) {
            options.putIfAbsent("responseTimeout", "60000");
        }
        return options;
    }
}
