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
import java.util.function.Function;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/** A server that gives a body as a stream, like those of servlets. Whatever it does not tell is left to it. */
final class AnyServer implements PlatformServer {

    /** What Spring Boot calls the address that its container is bound to. */
    private static final String ADDRESS = "server.address";

    private static final String FORM = "application/x-www-form-urlencoded";

    private final CamelContext camelContext;
    private final RequestLimits limits;

    AnyServer(CamelContext camelContext, RequestLimits limits) {
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
    public List<Service> listen(PlatformHttpEndpoint endpoint, RequestGate gate, Function<ApiRequest, ApiResponse> api)
            throws Exception {
        endpoint.setUseStreaming(true);
        return List.of(endpoint.createConsumer(
                new PlatformHttpApi(endpoint.getPath(), gate.around(api), this, limits.maxBodySize())));
    }

    @Override
    public Connection connect(Exchange exchange, Object body, Optional<String> contentType) {
        InputStream stream = stream(exchange, body, contentType);
        return new Connection() {
            @Override
            public InputStream body() {
                return stream;
            }

            @Override
            public void release() {
                // servlet containers do it
            }

            @Override
            public void answered() {
                // nothing has waited for it
            }

            @Override
            public void whenGone(Runnable action) {
                // writing the answer fails then, and what it was read from is closed
            }

            @Override
            public void breakOff() {
                // servlet containers do it when reading the answer fails
            }
        };
    }

    private static InputStream stream(Exchange exchange, Object body, Optional<String> contentType) {
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
