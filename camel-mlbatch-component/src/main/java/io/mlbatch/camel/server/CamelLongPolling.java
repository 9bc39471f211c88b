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
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;

import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;

import io.mlbatch.client.transport.HttpLongPolling;
import io.mlbatch.client.transport.HttpTransport;
import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.client.waiting.LongPolling;

/**
 * Creates the long polls of a server with the settings of a camel-http endpoint. A server whose endpoint has a setting
 * that long polls do not support, such as a proxy, gets no long polls.
 */
final class CamelLongPolling {

    /** The options of camel-http that long polls have, or that do not concern them. */
    private static final Set<String> CARRIED_OVER = Set.of(
            "connectTimeout",
            "connectionRequestTimeout",
            "connectionsPerRoute",
            "maxTotalConnections",
            "responseTimeout",
            "soTimeout",
            "sslContextParameters",
            "x509HostnameVerifier");

    private static final TlsConfig HTTP_1 =
            TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build();

    private CamelLongPolling() {}

    /** @param limit the largest number of long polls */
    static LongPolling create(
            HttpEndpoint endpoint,
            URI baseUrl,
            Map<String, Object> httpOptions,
            HttpTransport http,
            TokenSource tokens,
            int limit)
            throws Exception {
        if (limit == 0 || !isCarriedOver(endpoint, httpOptions)) {
            return LongPolling.NONE;
        }
        HostnameVerifier verifier = CamelHttp.hostnameVerifier(endpoint.getComponent(), httpOptions);
        SSLContext context = CamelHttp.sslContext(endpoint, endpoint.getComponent(), httpOptions);
        return new HttpLongPolling(
                http,
                tokens,
                new HttpLongPolling.Settings(
                        baseUrl,
                        new Http1Tls(context, verifier),
                        Duration.ofMillis(endpoint.getConnectTimeout()),
                        limit));
    }

    private static boolean isCarriedOver(HttpEndpoint endpoint, Map<String, Object> options) {
        HttpComponent component = endpoint.getComponent();
        return CARRIED_OVER.containsAll(options.keySet())
                && component.getClientConnectionManager() == null
                && component.getHttpClientConfigurer() == null
                && component.getHttpContext() == null
                && component.getCookieStore() == null
                && component.getUserAgent() == null
                && component.getProxyHost() == null
                && component.getCamelContext().getGlobalOption("http.proxyHost") == null
                && !endpoint.isUseSystemProperties();
    }

    /** TLS that does not negotiate HTTP/2, with which one connection has many requests. */
    private static final class Http1Tls extends DefaultClientTlsStrategy {

        Http1Tls(SSLContext context, HostnameVerifier verifier) {
            super(context, verifier);
        }

        @Override
        public void upgrade(
                TransportSecurityLayer connection,
                NamedEndpoint server,
                Object attachment,
                Timeout timeout,
                FutureCallback<TransportSecurityLayer> callback) {
            super.upgrade(connection, server, HTTP_1, timeout, callback);
        }
    }
}
