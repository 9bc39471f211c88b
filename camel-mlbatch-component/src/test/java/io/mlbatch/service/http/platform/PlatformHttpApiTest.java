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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
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
import io.mlbatch.service.http.api.Provenance;
import io.mlbatch.service.http.api.RequestHandler;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.security.PeerAddress;
import io.mlbatch.testing.Proxies;

import static org.assertj.core.api.Assertions.assertThat;

/** The parts of a request that the API reads in a servlet container. */
class PlatformHttpApiTest {

    private static final String SERVLET_REQUEST = "CamelHttpServletRequest";
    private static final String VERTX_ADDRESS = "CamelVertxPlatformHttpRemoteAddress";

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final Message message = exchange.getMessage();

    @ParameterizedTest
    @CsvSource({
        "'',   /api/A/1.0/batch, DEFAULT, ''",
        "/ml,  /api/A/1.0/batch, DEFAULT, /ml",
        "/ml,  /mvc,             PATH,    /ml/mvc",
        "'',   '',               ,        ''"
    })
    void applicationAndServletMappedByPrefix_areTheContextPath(
            String application, String servlet, MappingMatch match, String expected) {
        message.setHeader(SERVLET_REQUEST, request("127.0.0.1", application, servlet, match));

        assertThat(received().target().contextPath()).isEqualTo(expected);
    }

    @Test
    void otherKindOfRequest_hasNoContextPath() {
        message.setHeader(SERVLET_REQUEST, "/ml");

        assertThat(received().target().contextPath()).isEmpty();
    }

    @Test
    void headersOfABrowser_areTheProvenance() {
        message.setHeader("Host", "evil.example");
        message.setHeader("Origin", "null");
        message.setHeader("Sec-Fetch-Site", "cross-site");

        Provenance provenance = received().headers().provenance();
        assertThat(provenance.host()).contains("evil.example");
        assertThat(provenance.origin()).contains("null");
        assertThat(provenance.fetchSite()).contains("cross-site");
    }

    @Test
    void parametersOfTheQuery_areNotTheProvenance() {
        // platform-http adds them behind the headers
        message.setHeader(Exchange.HTTP_RAW_QUERY, "Host=localhost&Sec-Fetch-Site=same-origin");
        message.setHeader("Host", List.of("evil.example", "localhost"));
        message.setHeader("Sec-Fetch-Site", "same-origin");

        Provenance provenance = received().headers().provenance();
        assertThat(provenance.host()).contains("evil.example");
        assertThat(provenance.fetchSite()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,       127.0.0.1:51234,       true",
        "0:0:0:0:0:0:0:1, 0:0:0:0:0:0:0:1:51234, true",
        "[::1],           [::1]:51234,           true",
        "203.0.113.7,     203.0.113.7:51234,     false",
        "2001:db8::7,     2001:db8::7:51234,     false"
    })
    void servletRequest_hasTheAddressOfItsPeer(String address, String peer, boolean ofThisMachine) {
        message.setHeader(SERVLET_REQUEST, request(address, "", "", null));

        assertThat(received().peer()).contains(peer);
        assertThat(PeerAddress.isLoopback(peer)).isEqualTo(ofThisMachine);
    }

    @Test
    void textInsteadOfARequest_hasNoPeer() {
        message.setHeader(SERVLET_REQUEST, "127.0.0.1");
        message.setHeader(VERTX_ADDRESS, "127.0.0.1:51234");

        assertThat(received().peer()).isEmpty();
    }

    @Test
    void withoutServlet_headerOfTheServerIsThePeer() {
        message.setHeader(VERTX_ADDRESS, "203.0.113.7:51234");

        assertThat(received().peer()).contains("203.0.113.7:51234");
    }

    @Test
    void withoutServletAndHeader_peerIsUnknown() {
        assertThat(received().peer()).isEmpty();
    }

    private HttpRequest received() {
        AtomicReference<HttpRequest> received = new AtomicReference<>();
        RequestHandler api = new RequestHandler() {
            @Override
            public AdmittedCall admit(HttpRequest request) {
                received.set(request);
                return new AdmittedCall(ApiCall.STATUS, Caller.ANYONE, new PathValues(List.of()));
            }

            @Override
            public CompletableFuture<HttpResponse> handle(HttpRequest request, AdmittedCall admitted) {
                return CompletableFuture.completedFuture(HttpResponse.json(200, new byte[0]));
            }
        };
        new PlatformHttpApi("/api", api, new RequestLimiter(1), 1).process(exchange);
        return received.get();
    }

    private static HttpServletRequest request(String address, String application, String servlet, MappingMatch match) {
        HttpServletMapping mapping = match == null ? null : Proxies.returning(HttpServletMapping.class, name -> match);
        return Proxies.returning(HttpServletRequest.class, name -> switch (name) {
            case "getContextPath" -> application;
            case "getServletPath" -> servlet;
            case "getHttpServletMapping" -> mapping;
            case "getRemoteAddr" -> address;
            case "getRemotePort" -> 51234;
            default -> throw new UnsupportedOperationException(name);
        });
    }
}
