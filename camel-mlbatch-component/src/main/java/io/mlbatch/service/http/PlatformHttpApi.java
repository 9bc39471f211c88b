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
import java.util.Map;
import java.util.Optional;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Puts the API behind platform-http: the one class that knows what its exchanges look like. */
final class PlatformHttpApi implements Processor {

    /** Set by the Vert.x based servers of platform-http, from the connection. */
    private static final String REMOTE_ADDRESS = "CamelVertxPlatformHttpRemoteAddress";

    private static final String AUTHORIZATION = "Authorization";

    private final String root;
    private final BatchApi api;

    /** @param root the path below which platform-http sends requests here */
    PlatformHttpApi(String root, BatchApi api) {
        this.root = root;
        this.api = api;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        ApiRequest request = request(message);
        ApiResponse response = api.handle(request);
        // platform-http answers with the headers that it finds, and these are the request's, its token among them
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, response.status());
        response.headers().forEach(message::setHeader);
        // the server leaves out what answers HEAD, but would read a stream for it
        boolean unread = request.method().equals("HEAD") && !(response.body() instanceof byte[]);
        message.setBody(unread ? null : response.body());
    }

    private ApiRequest request(Message message) {
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
                Optional.ofNullable(message.getHeader(REMOTE_ADDRESS, String.class)),
                body(message));
    }

    /** platform-http adds the query's parameters to the headers, each behind what has its name already. */
    private static Optional<String> header(Message message, String name) {
        Object value = message.getHeader(name);
        List<?> values = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        return values.size() > Query.occurrences(rawQuery(message), name)
                ? Optional.of(values.get(0).toString())
                : Optional.empty();
    }

    private static InputStream body(Message message) {
        // no body, or a form that the server has read already
        return message.getBody() == null || message.getBody() instanceof Map
                ? InputStream.nullInputStream()
                : message.getBody(InputStream.class);
    }

    private static String rawQuery(Message message) {
        String raw = message.getHeader(Exchange.HTTP_RAW_QUERY, String.class);
        return raw == null ? message.getHeader(Exchange.HTTP_QUERY, "", String.class) : raw;
    }
}
