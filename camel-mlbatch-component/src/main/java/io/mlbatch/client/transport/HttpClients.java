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
package io.mlbatch.client.transport;

import java.io.IOException;

import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/** Configures the HTTP client that {@link HttpTransport} uses. */
public final class HttpClients {

    /** The attribute of a call's context that holds its watchdog. */
    static final String WATCHDOG = CallWatchdog.class.getName();

    private HttpClients() {}

    /**
     * Switches off the automatic decisions of the client: a repeated start would start twice, and a token must not
     * follow a redirect.
     */
    public static void configure(HttpClientBuilder builder) {
        builder.disableAutomaticRetries()
                .disableRedirectHandling()
                .addExecInterceptorLast("mlbatch-watchdog", HttpClients::watched);
    }

    /** Runs once the call has a connection, because connecting has limits of its own. */
    private static ClassicHttpResponse watched(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (scope.clientContext.getAttribute(WATCHDOG) instanceof CallWatchdog watchdog) {
            watchdog.connected();
        }
        return chain.proceed(request, scope);
    }
}
