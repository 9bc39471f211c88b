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
package io.mlbatch.service.http.vertx;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.http.api.ErrorResponses;
import io.mlbatch.service.http.api.HttpRequest;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.http.api.RequestHeaders;
import io.mlbatch.service.http.api.RequestTarget;
import io.mlbatch.service.http.platform.BodyCharset;
import io.mlbatch.service.http.platform.RequestBody;
import io.mlbatch.service.http.platform.RequestLimits;

/**
 * A paused request, whose body has not been read.
 *
 * @param request the request of Vert.x
 * @param context the context on which the events of the request occur
 * @param connection the counted connection; empty if connections are not limited
 * @param head the request as the API reads it
 * @param body the body as it arrives
 * @param limited the body within its limits
 */
record VertxRequest(
        HttpServerRequest request,
        Context context,
        Optional<VertxIdleConnections.Connection> connection,
        HttpRequest head,
        VertxRequestBody body,
        RequestBody limited) {

    /**
     * Pauses a request.
     *
     * @param root the root that received the request
     * @param contextPath the path that the server has before all others; empty if it has none
     */
    static VertxRequest pause(RoutingContext routing, String root, String contextPath, RequestLimits limits) {
        HttpServerRequest request = routing.request();
        request.pause();
        Context context = routing.vertx().getOrCreateContext();
        VertxRequestBody body = new VertxRequestBody(request, context, limits.bodyTimeout());
        RequestBody limited = RequestBody.of(body, limits.maxBodySize(), name -> header(request, name));
        RequestHeaders headers = RequestHeaders.of(name -> header(request, name));
        HttpRequest head = new HttpRequest(
                request.method().name(),
                RequestTarget.of(root, contextPath, request.uri()),
                headers,
                Optional.ofNullable(request.remoteAddress()).map(Object::toString),
                decoded(limited, headers.contentType()));
        return new VertxRequest(request, context, VertxConnectionLimit.takeOver(routing), head, body, limited);
    }

    private static Optional<String> header(HttpServerRequest request, String name) {
        String value = request.getHeader(name);
        if (value == null && name.equals("Host")) {
            // HTTP/2 has a pseudo-header in its place
            return Optional.ofNullable(request.authority()).map(Object::toString);
        }
        return Optional.ofNullable(value);
    }

    /**
     * Returns true if a proxy can read the end of the body or the host differently than this server: the rest of the
     * body would then be another request here.
     */
    boolean isAmbiguous() {
        List<String> codings = request.headers().getAll("Transfer-Encoding");
        return request.version() != HttpVersion.HTTP_2
                && (codings.size() > 1
                        || codings.size() == 1 && !codings.get(0).strip().equalsIgnoreCase("chunked")
                        || request.headers().getAll("Host").size() > 1);
    }

    /** Closes the connection behind the response. The response does not end: the next request would be served then. */
    void rejectAmbiguous() {
        HttpResponse rejection = ErrorResponses.of(ApiException.badRequest(
                "The request has several Host headers, or a Transfer-Encoding other than chunked"));
        byte[] body = (byte[]) rejection.body();
        HttpServerResponse response = request.response().setStatusCode(rejection.status());
        rejection.headers().forEach(response::putHeader);
        response.putHeader("Connection", "close")
                .putHeader("Content-Length", String.valueOf(body.length))
                .write(Buffer.buffer(body))
                .onComplete(sent -> request.connection().close());
    }

    /** Returns the request with a body that has been collected, within the limit of its collector. */
    HttpRequest withBody(InputStream collected) {
        RequestBody unpacked = RequestBody.of(collected, Long.MAX_VALUE, name -> header(request, name));
        return head.withBody(decoded(unpacked, head.headers().contentType()));
    }

    private static InputStream decoded(InputStream body, Optional<String> contentType) {
        return contentType.map(type -> BodyCharset.decode(body, type)).orElse(body);
    }
}
