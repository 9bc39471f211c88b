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
package io.mlbatch.service.http.platform;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

import io.mlbatch.service.http.api.AdmittedCall;
import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.http.api.CallKind;
import io.mlbatch.service.http.api.ErrorResponses;
import io.mlbatch.service.http.api.HttpRequest;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.http.api.Query;
import io.mlbatch.service.http.api.RequestHandler;
import io.mlbatch.service.http.api.RequestHeaders;
import io.mlbatch.service.http.api.RequestTarget;

/**
 * Serves the API over platform-http on servlet containers. The only class that reads and writes the exchanges of
 * platform-http. A request holds its thread until its response is complete; the limiter bounds the number of such
 * requests.
 */
final class PlatformHttpApi implements Processor {

    /** Set by the Vert.x based servers of platform-http, from the connection. */
    private static final String REMOTE_ADDRESS = "CamelVertxPlatformHttpRemoteAddress";

    /** Set by Spring Boot's starter of platform-http: the servlet request. */
    private static final String SERVLET_REQUEST = "CamelHttpServletRequest";

    /** The route id of the exchanges, which no route creates. */
    static final String ROUTE_ID = "mlbatch-service-http";

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final String root;
    private final RequestHandler api;
    private final RequestLimiter limiter;
    private final long maxBodySize;

    /**
     * @param root the path below which platform-http passes requests to this processor
     * @param limiter limits the requests that are served at the same time
     * @param maxBodySize the largest body in bytes
     */
    PlatformHttpApi(String root, RequestHandler api, RequestLimiter limiter, long maxBodySize) {
        this.root = root;
        this.api = api;
        this.limiter = limiter;
        this.maxBodySize = maxBodySize;
    }

    @Override
    public void process(Exchange exchange) {
        // as the processors of routes do: Prometheus rejects a meter of exchanges that has other tags than the first
        // one
        exchange.getExchangeExtension().setFromRouteId(ROUTE_ID);
        Message message = exchange.getMessage();
        HttpRequest request = request(message);
        HttpResponse response = serve(request);
        api.responded(response);
        // platform-http sends all headers of the message, which has those of the request, including its token
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, response.status());
        response.headers().forEach(message::setHeader);
        // the server omits the body of the response to HEAD, but would read a stream for it
        boolean omitted = request.method().equals("HEAD") && response.body() instanceof InputStream;
        message.setBody(omitted ? null : response.body());
    }

    private HttpResponse serve(HttpRequest request) {
        try {
            AdmittedCall admitted = api.admit(request);
            return admitted.kind() == CallKind.IMMEDIATE
                    ? await(request, admitted)
                    : limiter.withPermit(admitted.caller(), () -> await(request, admitted));
        } catch (RuntimeException e) {
            return ErrorResponses.of(request, e);
        }
    }

    private HttpResponse await(HttpRequest request, AdmittedCall admitted) {
        CompletableFuture<HttpResponse> response = api.handle(request, admitted);
        try {
            return response.get();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            response.cancel(false);
            return ErrorResponses.of(ApiException.unavailable("The host is stopping", RETRY_AFTER));
        } catch (ExecutionException e) {
            return ErrorResponses.of(request, e.getCause());
        }
    }

    private HttpRequest request(Message message) {
        return new HttpRequest(
                message.getHeader(Exchange.HTTP_METHOD, "", String.class),
                RequestTarget.of(root, contextPath(message), message.getHeader(Exchange.HTTP_URI, "", String.class))
                        .withQuery(rawQuery(message)),
                RequestHeaders.of(name -> header(message, name)),
                peer(message),
                body(message));
    }

    private static String contextPath(Message message) {
        Object servletRequest = message.getHeader(SERVLET_REQUEST);
        return servletRequest == null ? "" : ServletPeer.contextPath(servletRequest);
    }

    private static Optional<String> peer(Message message) {
        Object servletRequest = message.getHeader(SERVLET_REQUEST);
        return servletRequest == null
                ? Optional.ofNullable(message.getHeader(REMOTE_ADDRESS, String.class))
                : ServletPeer.of(servletRequest);
    }

    /**
     * Returns a header of the request. platform-http adds the parameters of the query to the headers, each after the
     * values that the header of its name has already.
     */
    private static Optional<String> header(Message message, String name) {
        Object value = message.getHeader(name);
        List<?> values = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        return values.size() > Query.occurrences(rawQuery(message), name)
                ? Optional.of(values.get(0).toString())
                : Optional.empty();
    }

    private InputStream body(Message message) {
        Optional<String> contentType = header(message, Exchange.CONTENT_TYPE);
        RequestBody body = RequestBody.of(
                ServletServer.stream(message.getExchange(), message.getBody(), contentType),
                maxBodySize,
                name -> header(message, name));
        return contentType.map(type -> BodyCharset.decode(body, type)).orElse(body);
    }

    private static String rawQuery(Message message) {
        String raw = message.getHeader(Exchange.HTTP_RAW_QUERY, String.class);
        return raw == null ? message.getHeader(Exchange.HTTP_QUERY, "", String.class) : raw;
    }
}
