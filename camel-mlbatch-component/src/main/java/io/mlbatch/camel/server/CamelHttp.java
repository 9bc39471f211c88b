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
package io.mlbatch.camel.server;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;

import org.apache.camel.CamelContext;
import org.apache.camel.component.http.CompositeHttpConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.EndpointHelper;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.PropertiesHelper;
import org.apache.camel.util.TimeUtils;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;

import io.mlbatch.client.transport.CallLimits;
import io.mlbatch.client.transport.CallListener;
import io.mlbatch.client.transport.ConnectionPool;
import io.mlbatch.client.transport.HandshakeLimit;
import io.mlbatch.client.transport.HttpClients;
import io.mlbatch.client.transport.HttpTransport;
import io.mlbatch.client.transport.ResponseErrors;
import io.mlbatch.client.waiting.Timers;
import io.mlbatch.protocol.DurationOption;

/** Creates the camel-http endpoint whose client sends the requests, with the user's TLS, proxy, pool and timeouts. */
public final class CamelHttp {

    private static final long CAMELS_CONNECT_TIMEOUT = 180_000;

    private static final Pattern DURATIONS = Pattern.compile(".*(?:Timeout|TimeToLive)");

    private CamelHttp() {}

    /**
     * Sends over the endpoint's client.
     *
     * @param clock for {@code Retry-After} with a date
     * @param timers abort calls that take too long
     * @param named whether all errors name the server, because it is one of several
     */
    public static HttpTransport transport(
            HttpEndpoint endpoint,
            URI baseUrl,
            Clock clock,
            Timers timers,
            long maxSpoolSize,
            CallListener listener,
            boolean named) {
        CallLimits limits = new CallLimits(timers, Duration.ofMillis(endpoint.getResponseTimeout()), maxSpoolSize);
        return new HttpTransport(endpoint.getHttpClient(), baseUrl, new ResponseErrors(clock), limits, listener, named);
    }

    /**
     * Returns a started endpoint of the caller, which is not one of the endpoints of the context.
     *
     * @param timers abort TLS handshakes that take too long
     */
    public static HttpEndpoint create(
            CamelContext camelContext, URI baseUrl, Map<String, Object> httpOptions, Timers timers) throws Exception {
        HttpComponent component = camelContext.getComponent(baseUrl.getScheme(), HttpComponent.class);
        HttpEndpoint endpoint =
                (HttpEndpoint) component.createEndpoint(baseUrl.toString(), options(component, httpOptions));
        String unknown = endpoint.getHttpUri().getQuery();
        if (unknown != null) {
            throw new IllegalArgumentException("Unknown option http." + unknown.replaceAll("=.*", "")
                    + ": options with http. are those of the camel-http endpoint");
        }
        endpoint.setHttpClientConfigurer(
                CompositeHttpConfigurer.combineConfigurers(endpoint.getHttpClientConfigurer(), HttpClients::configure));
        // activity logs would contain tokens and passwords
        endpoint.setLogHttpActivity(false);
        endpoint.setHttpActivityListener(null);
        useOwnConnections(endpoint, component, httpOptions, timers);
        ServiceHelper.startService(endpoint);
        return endpoint;
    }

    /** The pool with the options that Camel's own has; a connection manager that the user made is kept. */
    private static void useOwnConnections(
            HttpEndpoint endpoint, HttpComponent component, Map<String, Object> options, Timers timers)
            throws Exception {
        if (component.getClientConnectionManager() != null || options.containsKey("clientConnectionManager")) {
            return;
        }
        CamelContext camelContext = component.getCamelContext();
        Integer total = option(camelContext, options, "maxTotalConnections", Integer.class);
        Integer perRoute = option(camelContext, options, "connectionsPerRoute", Integer.class);
        SocketConfig.Builder socket = SocketConfig.custom();
        PropertyBindingSupport.bindProperties(
                camelContext, socket, PropertiesHelper.extractProperties(new HashMap<>(options), "httpConnection."));
        HttpClientConnectionManager pool = ConnectionPool.create(
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(new HandshakeLimit(
                                new DefaultClientTlsStrategy(
                                        sslContext(endpoint, component, options), hostnameVerifier(component, options)),
                                timers,
                                Duration.ofMillis(endpoint.getConnectTimeout())))
                        .setDefaultSocketConfig(socket.build())
                        .setMaxConnTotal(total == null ? component.getMaxTotalConnections() : total)
                        .setMaxConnPerRoute(perRoute == null ? component.getConnectionsPerRoute() : perRoute),
                component.getConnectionTimeToLive() > 0
                        ? TimeValue.ofMilliseconds(component.getConnectionTimeToLive())
                        : null);
        endpoint.getClientConnectionManager().close(CloseMode.IMMEDIATE);
        endpoint.setClientConnectionManager(pool);
    }

    static HostnameVerifier hostnameVerifier(HttpComponent component, Map<String, Object> options) {
        HostnameVerifier verifier =
                option(component.getCamelContext(), options, "x509HostnameVerifier", HostnameVerifier.class);
        return verifier == null ? component.getX509HostnameVerifier() : verifier;
    }

    static SSLContext sslContext(HttpEndpoint endpoint, HttpComponent component, Map<String, Object> options)
            throws Exception {
        CamelContext camelContext = component.getCamelContext();
        SSLContextParameters ssl = option(camelContext, options, "sslContextParameters", SSLContextParameters.class);
        if (ssl == null) {
            ssl = component.getSslContextParameters();
        }
        if (ssl == null && component.isUseGlobalSslContextParameters()) {
            ssl = camelContext.getSSLContextParameters();
        }
        if (ssl != null) {
            return ssl.createSSLContext(camelContext);
        }
        return endpoint.isUseSystemProperties() ? SSLContexts.createSystemDefault() : SSLContexts.createDefault();
    }

    private static <T> T option(CamelContext camelContext, Map<String, Object> options, String name, Class<T> type) {
        Object value = options.get(name);
        return value instanceof String text && EndpointHelper.isReferenceParameter(text)
                ? EndpointHelper.resolveReferenceParameter(camelContext, text, type)
                : camelContext.getTypeConverter().convertTo(type, value);
    }

    /** Converts a duration for camel-http, which accepts numbers only. */
    private static Object millis(String name, Object value) {
        DurationOption.requireValid("http." + name, value);
        return value instanceof String text && !text.startsWith("#")
                ? String.valueOf(TimeUtils.toMilliSeconds(text))
                : value;
    }

    private static Map<String, Object> options(HttpComponent component, Map<String, Object> httpOptions) {
        Map<String, Object> options = new HashMap<>(httpOptions);
        options.replaceAll((name, value) -> DURATIONS.matcher(name).matches() ? millis(name, value) : value);
        // by default, camel-http waits three minutes for a connection and has no limit for a response
        if (component.getConnectTimeout() == CAMELS_CONNECT_TIMEOUT) {
            options.putIfAbsent("connectTimeout", "10000");
        }
        if (component.getResponseTimeout() == 0) {
            options.putIfAbsent("responseTimeout", "60000");
        }
        return options;
    }
}
