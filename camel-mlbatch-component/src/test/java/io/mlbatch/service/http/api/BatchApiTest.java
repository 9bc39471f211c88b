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
package io.mlbatch.service.http.api;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.service.engine.BatchLimits;
import io.mlbatch.service.engine.Deadlines;
import io.mlbatch.service.engine.ExecutionDispatcher;
import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.engine.RecordChecks;
import io.mlbatch.service.security.Authenticators;
import io.mlbatch.service.security.MemoryTokenIssuer;
import io.mlbatch.service.security.ServiceRoles;
import io.mlbatch.service.security.TokenIssuer;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.testing.DescriptionBuilder;
import io.mlbatch.testing.ManualExecutor;
import io.mlbatch.testing.ManualTimer;
import io.mlbatch.testing.Proxies;
import io.mlbatch.testing.VirtualTime;
import io.mlbatch.testing.host.FakeProcessor;
import io.mlbatch.testing.host.Stored;

import static org.assertj.core.api.Assertions.assertThat;

/** Conditions that a test over a real server cannot cause: other peers, passing time, a broken store. */
class BatchApiTest {

    private static final String LOGIN = "{\"username\":\"admin\",\"password\":\"secret\"}";

    private final VirtualTime clock = new VirtualTime();
    private final ManualTimer timer = new ManualTimer();
    private boolean complete = true;
    private final ServiceRegistry services = new ServiceRegistry(() -> complete);
    private final TokenIssuer issuer = new MemoryTokenIssuer(clock);
    private final HostStatus status = new HostStatus(services, Optional.empty());
    private final BatchApi open = new BatchApi(
            services,
            new AccessControl(Optional.empty(), issuer, clock),
            status,
            timer.executor(),
            Optional.empty(),
            Map.of());
    private final BatchApi secured = withTokens(issuer);

    @Test
    void hostThatCannotStore_reportsFailingStore() {
        services.add(brokenService());

        HttpResponse response = handle(open, request("GET", "/status", "", null, null));

        assertThat(response.status()).isEqualTo(200);
        assertThat(text(response)).contains("\"statusCode\":\"fail\"", "\"store\"");
    }

    @Test
    void peerOnAnotherMachine_isForbiddenWithoutCredentials() {
        HttpResponse response = handle(open, request("POST", "/login", LOGIN, null, "192.168.1.7:51234"));
        assertThat(response.status()).isEqualTo(403);
        assertThat(text(response)).contains("No credentials are configured", "\"code\":403");
    }

    @Test
    void unknownPeer_isServed() {
        assertThat(handle(open, request("POST", "/login", LOGIN, null, null)).status())
                .isEqualTo(200);
    }

    @Test
    void peerOnAnotherMachine_isServedWithCredentials() {
        assertThat(handle(secured, request("POST", "/login", LOGIN, null, "192.168.1.7:51234"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void expiredToken_isUnauthorized() {
        services.add(brokenService());
        String token = text(handle(secured, request("POST", "/login", LOGIN, null, null)))
                .replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
        HttpRequest describe = request("GET", "/services/TxService/1.0", "", "Bearer " + token, null);
        assertThat(handle(secured, describe).status()).isEqualTo(200);

        clock.advance(Duration.ofHours(1));
        HttpResponse response = handle(secured, describe);
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.headers()).containsEntry("WWW-Authenticate", "Bearer");
    }

    @Test
    void tokensThatCannotBeReached_areUnavailableAndNotInvalid() {
        BatchApi cluster = withTokens(Proxies.returning(TokenIssuer.class, method -> {
            throw new StoreException("Tokens cannot be checked at the moment", null);
        }));
        String refresh = "{\"refreshToken\":\"r\"}";
        for (HttpRequest request : List.of(
                request("POST", "/login", LOGIN, null, null),
                request("POST", "/login/refreshToken", refresh, null, null),
                request("DELETE", "/login/refreshToken/r", "", "Bearer t", null),
                request("GET", "/services", "", "Bearer t", null))) {
            HttpResponse response = handle(cluster, request);
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.headers()).containsEntry("Retry-After", "30");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/status,false",
        "POST,/login,false",
        "POST,/login/refreshToken,false",
        "DELETE,/login/refreshToken,true",
        "GET,/services,true",
        "GET,/unknown,false"
    })
    void checkOfATokenInADatabase_mayBlock(String method, String path, boolean expected) {
        HttpRequest request = request(method, path, "", null, null);
        assertThat(withTokens(Proxies.returning(TokenIssuer.class, called -> true))
                        .mayBlock(request))
                .isEqualTo(expected);
        assertThat(secured.mayBlock(request)).isFalse();
    }

    private BatchApi withTokens(TokenIssuer tokens) {
        AccessControl access = new AccessControl(
                Authenticators.of(Optional.of(new Credentials("admin", "secret")), null, null), tokens, clock);
        return new BatchApi(services, access, status, timer.executor(), Optional.empty(), Map.of());
    }

    @Test
    void unknownService_isUnavailableWhileTheHostStarts() {
        HttpRequest describe = request("GET", "/services/TxService/1.0", "", null, null);
        assertThat(handle(open, describe).status()).isEqualTo(404);
        complete = false;
        HttpResponse response = handle(open, describe);
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.headers()).containsEntry("Retry-After", "5");
    }

    @Test
    void internalError_doesNotShowItsCause() {
        services.add(brokenService());
        HttpResponse response = handle(open, request("GET", "/api/TxService/1.0/batch", "", null, null));
        assertThat(response.status()).isEqualTo(500);
        assertThat(text(response)).isEqualTo("{\"message\":\"Internal error\",\"code\":500,\"fields\":\"\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "'',/services/TxService/1.0,200",
        "/context,/context/services/TxService/1.0,200",
        "/services,/services/services/TxService/1.0,200",
        "'',/services/TxService/1.0/,200",
        "'',/services/TxService,200",
        "'',/services,200",
        "'',/services/,200",
        "'',/services/Unknown,404",
        "'',/services/TxService/1.0/x,404",
        "'',/services/services/TxService/1.0,404",
        "'',/services/x/services/TxService/1.0,404",
        "/context,/services/TxService/1.0,404",
        "/context,/context/context/services/TxService/1.0,404",
        "'','',404"
    })
    void pathBeforeTheRoot_mustBeTheContextPath(String contextPath, String path, int status) {
        services.add(brokenService());
        assertThat(handle(
                                open,
                                new HttpRequest(
                                        "GET",
                                        RequestTarget.of("/services", contextPath, path),
                                        RequestHeaders.of(name -> Optional.empty()),
                                        Optional.empty(),
                                        InputStream.nullInputStream()))
                        .status())
                .isEqualTo(status);
    }

    private static HttpResponse handle(RequestHandler api, HttpRequest request) {
        try {
            return api.handle(request, api.admit(request)).join();
        } catch (RuntimeException e) {
            return ErrorResponses.of(request, e);
        }
    }

    private static HttpRequest request(String method, String path, String body, String authorization, String peer) {
        return new HttpRequest(
                method,
                RequestTarget.of(
                        path.substring(0, path.indexOf('/', 1) < 0 ? path.length() : path.indexOf('/', 1)), "", path),
                RequestHeaders.of(name -> Optional.ofNullable(name.equals("Authorization") ? authorization : null)),
                Optional.ofNullable(peer),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(HttpResponse response) {
        return new String((byte[]) response.body(), StandardCharsets.UTF_8);
    }

    private static HostedService brokenService() {
        // its message is not meant for callers
        ExecutionStore store = Proxies.returning(ExecutionStore.class, method -> {
            if (method.equals("isFailing")) {
                return true;
            }
            throw new IllegalStateException("the disk under /secret/path is full");
        });
        return new HostedService(
                DescriptionBuilder.bare("TxService", "1.0"),
                ServiceRoles.NONE,
                10,
                store,
                Stored.unlimited(store),
                ExecutionDispatcher.of(
                        FakeProcessor.engine(new FakeProcessor(), new ManualExecutor(), 1, Deadlines.NONE)),
                new BatchLimits(10, 100),
                RecordChecks.of(List.of(), true, false));
    }
}
