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

import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.service.ServiceHelper;

import io.mlbatch.client.transport.AuthenticatingTransport;
import io.mlbatch.client.transport.CallListener;
import io.mlbatch.client.transport.HttpLongPolling;
import io.mlbatch.client.transport.HttpTransport;
import io.mlbatch.client.transport.TokenSession;
import io.mlbatch.client.transport.TokenSource;
import io.mlbatch.client.transport.Transport;
import io.mlbatch.client.waiting.LongPoll;
import io.mlbatch.client.waiting.LongPolling;
import io.mlbatch.client.waiting.Timers;

/** The HTTP connections to one server of a list, and the tokens that are sent over them. */
final class ServerLink {

    private final URI url;
    private final HttpEndpoint httpEndpoint;
    private final HttpTransport http;
    private final TokenSource tokens;
    private final LongPolling longPolling;

    private ServerLink(
            URI url, HttpEndpoint httpEndpoint, HttpTransport http, TokenSource tokens, LongPolling longPolling) {
        this.url = url;
        this.httpEndpoint = httpEndpoint;
        this.http = http;
        this.tokens = tokens;
        this.longPolling = longPolling;
    }

    /**
     * Does not send requests.
     *
     * @param first the link to another server of the list, whose session this one shares; {@code null} for the first
     */
    static ServerLink open(
            CamelContext camelContext,
            URI url,
            ServerSettings settings,
            ServerLink first,
            Clock clock,
            Timers timers,
            long maxSpoolSize,
            int maxLongPolls,
            CallListener listener)
            throws Exception {
        HttpEndpoint httpEndpoint = CamelHttp.create(camelContext, url, settings.httpOptions(), timers);
        HttpTransport http = CamelHttp.transport(
                httpEndpoint,
                url,
                clock,
                timers,
                maxSpoolSize,
                listener,
                settings.baseUrls().size() > 1);
        TokenSource tokens = first != null && first.tokens instanceof TokenSession session
                ? session.at(http)
                : tokens(settings, http, clock);
        return new ServerLink(
                url,
                httpEndpoint,
                http,
                tokens,
                CamelLongPolling.create(httpEndpoint, url, settings.httpOptions(), http, tokens, maxLongPolls));
    }

    private static TokenSource tokens(ServerSettings settings, Transport http, Clock clock) {
        if (settings.credentials() != null) {
            return new TokenSession(http, settings.credentials(), clock);
        }
        return settings.accessToken() == null ? TokenSource.NONE : TokenSource.fixed(settings.accessToken());
    }

    URI url() {
        return url;
    }

    /** Returns a transport that sends each call once, with a token. */
    Transport transport() {
        return new AuthenticatingTransport(http, tokens);
    }

    /** Returns a transport that reads the response of a long poll of this server. */
    Transport reading(LongPoll arrived) {
        return new AuthenticatingTransport(HttpLongPolling.reading(arrived, http), tokens);
    }

    LongPolling longPolling() {
        return longPolling;
    }

    void close() {
        longPolling.close();
        ServiceHelper.stopAndShutdownService(httpEndpoint);
    }
}
