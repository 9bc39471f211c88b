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

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.component.http.CompositeHttpConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.service.ServiceHelper;

import io.mlbatch.client.transport.AnswerErrors;
import io.mlbatch.client.transport.CallTimes;
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
        HttpComponent component = camelContext.getComponent(settings.baseUrl().getScheme(), HttpComponent.class);
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
        ServiceHelper.startService(endpoint);
        return endpoint;
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
