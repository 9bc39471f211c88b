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
package io.mlbatch.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.apache.camel.builder.LambdaRouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.http.RawConnection;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How many may call, and from where. */
@Tag("host")
@Timeout(120)
class MlbatchServiceLimitsIT {

    private static final String BATCH = "/api/A/1/batch";
    private static final LambdaRouteBuilder ROUTES =
            routes -> routes.from("mlbatch-service:A/1").log("scored");

    @Test
    void requestBeyondTheLimit_isToldToComeBack() throws Exception {
        // more than Vert.x has worker threads
        int limit = 25;
        List<RawConnection> uploads = new ArrayList<>();
        try (RunningHost host = RunningHost.with(component -> component.setMaxRequests(limit), ROUTES)) {
            for (int i = 0; i <= limit; i++) {
                uploads.add(host.connect().head("POST " + BATCH, "Content-Length: 4"));
            }
            RawConnection last = Awaitility.await()
                    .atMost(1, TimeUnit.MINUTES)
                    .until(() -> answered(uploads), Optional::isPresent)
                    .orElseThrow();
            uploads.remove(last);
            assertThat(last.answer())
                    .startsWith("HTTP/1.1 503 ")
                    .containsIgnoringCase("retry-after: 1\r\n")
                    .contains("reached its limit of 25 (the host's option maxRequests)", "\"code\":503");
            // its connection stays usable, and reads do not wait for starts
            last.send("[{}]").head("GET " + BATCH);
            assertThat(last.answer()).startsWith("HTTP/1.1 200 ");

            for (RawConnection upload : uploads.subList(0, 20)) {
                upload.send("[{}]");
            }
            for (RawConnection upload : uploads.subList(0, 20)) {
                assertThat(upload.answer()).startsWith("HTTP/1.1 202 ");
            }
            // closed connections do not count
            for (RawConnection upload : uploads) {
                upload.close();
            }
            awaitTrue(() -> {
                for (int i = 0; i < limit; i++) {
                    last.head("POST " + BATCH, "Content-Length: 4").send("[{}]");
                    if (!last.answer().startsWith("HTTP/1.1 202 ")) {
                        return false;
                    }
                }
                return true;
            });
        }
    }

    private static Optional<RawConnection> answered(List<RawConnection> connections) throws IOException {
        for (RawConnection connection : connections) {
            if (connection.hasAnswer()) {
                return Optional.of(connection);
            }
        }
        return Optional.empty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void hostWithoutCredentials_doesNotStartOnAnAddressOfOthers(String address) {
        assertThatThrownBy(() -> RunningHost.boundTo(address, component -> {}, ROUTES))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bound to " + address)
                .hasMessageContaining("set username and password")
                .hasMessageContaining("camel.server.host = 127.0.0.1");
    }

    @Test
    void hostWithoutCredentials_startsOnLoopbackByName() throws Exception {
        try (RunningHost host = RunningHost.boundTo("localhost", component -> {}, ROUTES)) {
            assertResponse(host.get(BATCH), 200);
        }
    }

    @Test
    void hostWithCredentials_startsAnywhere() throws Exception {
        RunningHost host = RunningHost.boundTo(
                "0.0.0.0",
                component -> {
                    component.setUsername("admin");
                    component.setPassword("secret");
                },
                ROUTES);
        try (host) {
            assertResponse(host.get(BATCH), 401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxBodySize", "maxRequests", "bodyTimeout", "responseTimeout", "idleTimeout"})
    void limitThatIsNotPositive_isRefused(String option) {
        assertThatThrownBy(() -> RunningHost.with(
                        component -> {
                            switch (option) {
                                case "maxBodySize" -> component.setMaxBodySize(0);
                                case "maxRequests" -> component.setMaxRequests(0);
                                case "bodyTimeout" -> component.setBodyTimeout(-1);
                                case "responseTimeout" -> component.setResponseTimeout(0);
                                default -> component.setIdleTimeout(0);
                            }
                        },
                        ROUTES))
                .rootCause()
                .hasMessageContaining("The option " + option + " of the component mlbatch-service must be at least 1");
    }
}
