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

/**
 * Server for engines that provide the body as a stream, like servlet containers. The handling of connections is left to
 * the container.
 */
public final class ServletServer implements PlatformServer {

    /** Spring Boot's property for the address that its container is bound to. */
    private static final String ADDRESS = "server.address";

    private static final String FORM = "application/x-www-form-urlencoded";

    private final CamelContext camelContext;
    private final RequestLimits limits;

    public ServletServer(CamelContext camelContext, RequestLimits limits) {
        this.camelContext = camelContext;
        this.limits = limits;
    }

    /**
     * Returns the address in the property. The addresses of callers cannot replace it: a container that trusts the
     * headers of proxies reports the addresses in these headers.
     */
    @Override
    public Optional<String> boundHost() {
        return Optional.of(
                camelContext.getPropertiesComponent().resolveProperty(ADDRESS).orElse("0.0.0.0"));
    }

    @Override
    public List<Service> listen(List<ApiRoot> roots, RequestHandler api, RequestPools pools) throws Exception {
        // shared by all endpoints: each request in flight holds a thread of the container
        RequestLimiter limiter = new RequestLimiter(limits.maxRequests());
        List<Service> consumers = new ArrayList<>();
        for (ApiRoot root : roots) {
            PlatformHttpEndpoint endpoint = root.endpoint();
            endpoint.setUseStreaming(true);
            consumers.add(endpoint.createConsumer(
                    new PlatformHttpApi(endpoint.getPath(), api, limiter, limits.maxBodySize())));
        }
        return consumers;
    }

    /** Returns the body of a message as a stream. */
    static InputStream stream(Exchange exchange, Object body, Optional<String> contentType) {
        Optional<String> form = contentType.filter(type -> type.regionMatches(true, 0, FORM, 0, FORM.length()));
        if (form.isPresent()) {
            // servlet containers parse forms, and the text cannot be read again
            return RequestBody.ofForm(form.get());
        }
        return body == null
                ? InputStream.nullInputStream()
                : exchange.getContext().getTypeConverter().convertTo(InputStream.class, exchange, body);
    }
}
