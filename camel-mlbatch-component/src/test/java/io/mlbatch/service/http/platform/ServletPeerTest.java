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

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.ServletRequest;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.protocol.ApiCall;
import io.mlbatch.service.http.api.AdmittedCall;
import io.mlbatch.service.http.api.HttpRequest;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.http.api.PathValues;
import io.mlbatch.service.http.api.RequestHandler;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.security.PeerAddress;

import static org.assertj.core.api.Assertions.assertThat;

/** The addresses of callers that the API gets. */
class ServletPeerTest {

    private static final String SERVLET_REQUEST = "CamelHttpServletRequest";
    private static final String VERTX_ADDRESS = "CamelVertxPlatformHttpRemoteAddress";

    private final Map<String, Object> headers = new HashMap<>();

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,       127.0.0.1:51234,       true",
        "0:0:0:0:0:0:0:1, 0:0:0:0:0:0:0:1:51234, true",
        "[::1],           [::1]:51234,           true",
        "203.0.113.7,     203.0.113.7:51234,     false",
        "2001:db8::7,     2001:db8::7:51234,     false"
    })
    void servletRequest_hasTheAddressOfItsPeer(String address, String peer, boolean ofThisMachine) {
        headers.put(SERVLET_REQUEST, request(address));

        assertThat(peer()).contains(peer);
        assertThat(PeerAddress.isLoopback(peer)).isEqualTo(ofThisMachine);
    }

    @Test
    void textInsteadOfARequest_hasNoPeer() {
        headers.put(SERVLET_REQUEST, "127.0.0.1");
        headers.put(VERTX_ADDRESS, "127.0.0.1:51234");

        assertThat(peer()).isEmpty();
    }

    @Test
    void withoutServlet_headerOfTheServerIsThePeer() {
        headers.put(VERTX_ADDRESS, "203.0.113.7:51234");

        assertThat(peer()).contains("203.0.113.7:51234");
    }

    @Test
    void withoutServletAndHeader_peerIsUnknown() {
        assertThat(peer()).isEmpty();
    }

    private Optional<String> peer() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setHeaders(headers);
        new PlatformHttpApi("/api", new PeerApi(), new RequestLimiter(1), 1).process(exchange);
        return Optional.of(exchange.getMessage().getBody(String.class)).filter(text -> !text.isEmpty());
    }

    /** Its response is the peer. */
    private static final class PeerApi implements RequestHandler {

        @Override
        public AdmittedCall admit(HttpRequest request) {
            return new AdmittedCall(ApiCall.SERVICES, Caller.ANYONE, new PathValues(List.of()));
        }

        @Override
        public CompletableFuture<HttpResponse> handle(HttpRequest request, AdmittedCall admitted) {
            return CompletableFuture.completedFuture(
                    HttpResponse.json(200, request.peer().orElse("").getBytes()));
        }
    }

    private static ServletRequest request(String address) {
        return (ServletRequest) Proxy.newProxyInstance(
                ServletPeerTest.class.getClassLoader(),
                new Class<?>[] {ServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRemoteAddr" -> address;
                    case "getRemotePort" -> 51234;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
