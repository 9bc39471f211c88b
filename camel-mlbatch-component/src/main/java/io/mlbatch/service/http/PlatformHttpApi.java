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
package io.mlbatch.service.http;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;

/** Puts the API behind platform-http: the one class that knows what its exchanges look like. */
final class PlatformHttpApi implements Processor {

    /** Set by the Vert.x based servers of platform-http, from the connection. */
    private static final String REMOTE_ADDRESS = "CamelVertxPlatformHttpRemoteAddress";

    /** Set by Spring Boot's starter of platform-http: the request itself. */
    private static final String SERVLET_REQUEST = "CamelHttpServletRequest";

    private static final String AUTHORIZATION = "Authorization";

    private final String root;
    private final Function<ApiRequest, ApiResponse> api;
    private final PlatformServer server;
    private final long maxBodySize;

    /**
     * @param root the path below which platform-http sends requests here
     * @param maxBodySize in bytes
     */
    PlatformHttpApi(String root, Function<ApiRequest, ApiResponse> api, PlatformServer server, long maxBodySize) {
        this.root = root;
        this.api = api;
        this.server = server;
        this.maxBodySize = maxBodySize;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        Connection connection = server.connect(exchange, message.getBody(), header(message, Exchange.CONTENT_TYPE));
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                connection.answered();
            }
        });
        ApiRequest request = request(message, connection);
        ApiResponse response = answer(request, connection);
        // platform-http answers with the headers that it finds, and these are the request's, its token among them
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, response.status());
        response.headers().forEach(message::setHeader);
        message.setBody(body(request, response, connection));
    }

    private ApiResponse answer(ApiRequest request, Connection connection) {
        try {
            return api.apply(request);
        } finally {
            connection.release();
        }
    }

    private static Object body(ApiRequest request, ApiResponse response, Connection connection) {
        if (!(response.body() instanceof InputStream stream)) {
            return response.body();
        }
        // the server leaves out what answers HEAD, but would read a stream for it
        return request.method().equals("HEAD") ? null : new AnswerStream(stream, connection);
    }

    private ApiRequest request(Message message, Connection connection) {
        String uri = message.getHeader(Exchange.HTTP_URI, "", String.class);
        int query = uri.indexOf('?');
        return new ApiRequest(
                message.getHeader(Exchange.HTTP_METHOD, "", String.class),
                root,
                query < 0 ? uri : uri.substring(0, query),
                rawQuery(message),
                header(message, Exchange.CONTENT_TYPE),
                header(message, AUTHORIZATION),
                header(message, StartKeys.HEADER),
                peer(message),
                body(message, connection));
    }

    private static Optional<String> peer(Message message) {
        Object servletRequest = message.getHeader(SERVLET_REQUEST);
        return servletRequest == null
                ? Optional.ofNullable(message.getHeader(REMOTE_ADDRESS, String.class))
                : ServletPeer.of(servletRequest);
    }

    /** platform-http adds the query's parameters to the headers, each behind what has its name already. */
    private static Optional<String> header(Message message, String name) {
        Object value = message.getHeader(name);
        List<?> values = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        return values.size() > Query.occurrences(rawQuery(message), name)
                ? Optional.of(values.get(0).toString())
                : Optional.empty();
    }

    private InputStream body(Message message, Connection connection) {
        Optional<String> coding =
                header(message, Exchange.CONTENT_ENCODING).filter(name -> !name.equalsIgnoreCase("identity"));
        if (coding.isPresent()) {
            return RequestBody.compressed(coding.get());
        }
        Optional<String> contentType = header(message, Exchange.CONTENT_TYPE);
        InputStream body = new RequestBody(connection.body(), maxBodySize, contentLength(message), contentType);
        return contentType.map(type -> BodyCharset.decode(body, type)).orElse(body);
    }

    private static OptionalLong contentLength(Message message) {
        Optional<String> length = header(message, Exchange.CONTENT_LENGTH).filter(text -> text.matches("[0-9]{1,18}"));
        return length.isPresent() ? OptionalLong.of(Long.parseLong(length.get())) : OptionalLong.empty();
    }

    private static String rawQuery(Message message) {
        String raw = message.getHeader(Exchange.HTTP_RAW_QUERY, String.class);
        return raw == null ? message.getHeader(Exchange.HTTP_QUERY, "", String.class) : raw;
    }
}
