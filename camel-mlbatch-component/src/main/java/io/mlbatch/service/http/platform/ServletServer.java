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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

import io.mlbatch.service.http.api.RequestHandler;

/** A server that gives a body as a stream, like those of servlets. Whatever it does not tell is left to it. */
public final class ServletServer implements PlatformServer {

    /** What Spring Boot calls the address that its container is bound to. */
    private static final String ADDRESS = "server.address";

    private static final String FORM = "application/x-www-form-urlencoded";

    private final CamelContext camelContext;
    private final RequestLimits limits;

    public ServletServer(CamelContext camelContext, RequestLimits limits) {
        this.camelContext = camelContext;
        this.limits = limits;
    }

    /**
     * Known by its property alone. Where callers are does not replace it: a container that trusts the headers of
     * proxies tells what they say.
     */
    @Override
    public Optional<String> boundHost() {
        return Optional.of(
                camelContext.getPropertiesComponent().resolveProperty(ADDRESS).orElse("0.0.0.0"));
    }

    @Override
    public List<Service> listen(List<PlatformHttpEndpoint> endpoints, RequestHandler api, RequestPools pools)
            throws Exception {
        // one gate for all: each request in flight holds a thread of the container
        RequestLimiter gate = new RequestLimiter(limits.maxRequests());
        List<Service> consumers = new ArrayList<>();
        for (PlatformHttpEndpoint endpoint : endpoints) {
            endpoint.setUseStreaming(true);
            consumers.add(
                    endpoint.createConsumer(new PlatformHttpApi(endpoint.getPath(), api, gate, limits.maxBodySize())));
        }
        return consumers;
    }

    /** The body of a message as a stream. */
    static InputStream stream(Exchange exchange, Object body, Optional<String> contentType) {
        Optional<String> form = contentType.filter(type -> type.regionMatches(true, 0, FORM, 0, FORM.length()));
        if (form.isPresent()) {
            // servlet containers take forms apart, so that nothing is left of their text
            return RequestBody.taken(form.get());
        }
        return body == null
                ? InputStream.nullInputStream()
                : exchange.getContext().getTypeConverter().convertTo(InputStream.class, exchange, body);
    }
}
