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
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;

import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;

import io.mlbatch.client.MlbatchException;
import io.mlbatch.client.ServerUnavailableException;
import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.IdempotencyHeader;
import io.mlbatch.protocol.LibraryVersion;
import io.mlbatch.protocol.TraceContext;
import io.mlbatch.protocol.json.MalformedJsonException;
import io.mlbatch.protocol.spool.SpoolException;

/**
 * Sends calls over an Apache HttpClient 5 that another component owns: a camel-http endpoint, with its TLS, proxy, pool
 * and timeouts.
 */
public final class HttpTransport implements Transport {

    private static final String USER_AGENT = "mlbatch/" + LibraryVersion.text();

    private final HttpClient client;
    private final URI baseUrl;
    private final ResponseErrors errors;
    private final CallLimits limits;
    private final WaitPreference preference;
    private final CallListener listener;
    private final boolean named;

    /** @param baseUrl http or https, without a trailing slash; may have a path */
    public HttpTransport(HttpClient client, URI baseUrl, ResponseErrors errors, CallLimits limits) {
        this(client, baseUrl, errors, limits, CallListener.NONE, false);
    }

    /**
     * @param baseUrl http or https, without a trailing slash; may have a path
     * @param listener is notified of the bytes of bodies
     * @param named whether all errors name the server, because it is one of several
     */
    public HttpTransport(
            HttpClient client,
            URI baseUrl,
            ResponseErrors errors,
            CallLimits limits,
            CallListener listener,
            boolean named) {
        this.listener = listener;
        this.named = named;
        this.client = client;
        this.baseUrl = baseUrl;
        this.errors = errors;
        this.limits = limits;
        this.preference = new WaitPreference(limits);
    }

    CallLimits limits() {
        return limits;
    }

    /** Returns whether the server supports long polls, as its responses show. */
    WaitPreference preference() {
        return preference;
    }

    @Override
    public <T> T call(ApiRequest anywhere, ResponseReader<T> reader) {
        ApiRequest request = here(anywhere);
        HttpUriRequestBase message = message(request);
        CallWatchdog watchdog = limits.watch(request, message::abort);
        return receive(request, message, send(request, message, watchdog), watchdog, reader);
    }

    /** Returns the request with the server in its errors, if there are several. */
    ApiRequest here(ApiRequest request) {
        return named ? request.at(baseUrl) : request;
    }

    /** Reads a response whose head has arrived, and releases its connection. */
    <T> T receive(
            ApiRequest request,
            HttpUriRequestBase message,
            ClassicHttpResponse head,
            CallWatchdog watchdog,
            ResponseReader<T> reader) {
        HttpApiResponse response =
                new HttpApiResponse(message, head, watchdog, body -> limits.bounded(request.call(), counted(body)));
        try {
            if (response.status() / 100 != 2 || response.status() == HttpStatus.SC_PARTIAL_CONTENT) {
                throw errors.of(request, response);
            }
            if (WaitPreference.isSentWith(request.call())) {
                preference.observe(message, response);
            }
            return reader.read(response);
        } catch (MalformedJsonException e) {
            throw ResponseErrors.lost(request, e.getMessage(), e);
        } catch (ResponseTooLargeException e) {
            response.abort();
            throw ResponseErrors.tooLarge(request, e);
        } catch (SpoolException e) {
            response.abort();
            throw new MlbatchException(request.context(), "the response cannot be kept: " + e.getMessage(), e);
        } catch (IOException e) {
            response.abort();
            throw broken(request, "", watchdog, e);
        } finally {
            response.finish();
        }
    }

    private ClassicHttpResponse send(ApiRequest request, HttpUriRequestBase message, CallWatchdog watchdog) {
        CountingInputStream body = new CountingInputStream(request.body(), watchdog);
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(HttpClients.WATCHDOG, watchdog);
        boolean responded = false;
        if (request.body() != null) {
            message.setEntity(new InputStreamEntity(body, request.body().length(), ContentType.APPLICATION_JSON));
        }
        try {
            ClassicHttpResponse response = client.executeOpen(RoutingSupport.determineHost(message), message, context);
            responded = true;
            return response;
        } catch (IOException e) {
            throw watchdog.isConnected()
                    ? broken(request, body.progress(), watchdog, e)
                    : notConnected(request, watchdog, e);
        } catch (IllegalStateException e) {
            // the owner has closed the client: further calls are not possible
            throw new MlbatchException(request.context(), "the HTTP client cannot be used: " + e.getMessage(), e);
        } catch (HttpException e) {
            throw ResponseErrors.lost(request, "not HTTP as expected: " + e.getMessage(), e);
        } finally {
            // the client closes a body that was sent; this body may not have been sent
            Quietly.close(body);
            listener.sent(body.count());
            watchdog.resting();
            if (!responded) {
                watchdog.close();
            }
        }
    }

    private InputStream counted(InputStream body) {
        return listener == CallListener.NONE ? body : new ReceivedBody(body, listener);
    }

    HttpUriRequestBase message(ApiRequest request) {
        HttpUriRequestBase message =
                new HttpUriRequestBase(request.call().method(), URI.create(baseUrl + request.target()));
        message.setHeader(HttpHeaders.USER_AGENT, USER_AGENT);
        if (request.trace() != null) {
            message.setHeader(TraceContext.PARENT, request.trace().parent());
            request.trace().state().ifPresent(state -> message.setHeader(TraceContext.STATE, state));
        }
        if (request.token() != null) {
            message.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + request.token());
        }
        if (request.idempotencyKey() != null) {
            message.setHeader(IdempotencyHeader.NAME, request.idempotencyKey());
        }
        if (WaitPreference.isSentWith(request.call())) {
            WaitPreference.addTo(message, Duration.ZERO);
        }
        if (request.call() != ApiCall.ARTIFACT) {
            message.setHeader(HttpHeaders.ACCEPT, ContentType.APPLICATION_JSON.getMimeType());
        }
        return message;
    }

    /** Returns the error of a request of which nothing was sent: even a start does not have an unknown outcome. */
    private ServerUnavailableException notConnected(ApiRequest request, CallWatchdog watchdog, IOException e) {
        String reason = watchdog.expired() == null ? ConnectionErrors.describe(e) : watchdog.expired();
        return ServerUnavailableException.notConnected(
                request.context(), "cannot connect to " + baseUrl + ": " + reason, e);
    }

    /** Returns the error of a connection that broke after at least a part of the request was sent. */
    MlbatchException broken(ApiRequest request, String progress, CallWatchdog watchdog, IOException e) {
        if (watchdog.expired() != null) {
            return ResponseErrors.lost(
                    request, "the call to " + baseUrl + " was aborted" + progress + ": " + watchdog.expired(), e);
        }
        return ResponseErrors.lost(
                request, "the connection to " + baseUrl + " broke" + progress + ": " + ConnectionErrors.describe(e), e);
    }
}
