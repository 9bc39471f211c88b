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

import java.net.http.HttpResponse;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;

/** Lifetime of tokens, and logins of a user while other callers guess the password, over a real server. */
@Tag("host")
class MlbatchServiceTokensIT {

    private RunningHost host;

    @BeforeEach
    void start() throws Exception {
        host = RunningHost.with(
                component -> {
                    component.setUsername("anna");
                    component.setPassword("s3cret");
                },
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("mlbatch-service:A/1.0").routeId("a").log("scored");
                    }
                });
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @Test
    void tokens_remainValidAfterTheLastRouteIsReplaced() throws Exception {
        String tokens = login("s3cret").body();
        host.camelContext().getRouteController().stopRoute("a");
        assertThat(services(tokens).statusCode()).isEqualTo(404);

        host.camelContext().getRouteController().startRoute("a");
        assertThat(services(tokens).statusCode()).isEqualTo(200);

        // as a reload of the route's file does
        host.camelContext().getRouteController().stopRoute("a");
        host.camelContext().removeRoute("a");
        host.camelContext().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch-service:A/1.0").routeId("a").log("scored anew");
            }
        });
        assertThat(services(tokens).statusCode()).isEqualTo(200);
        HttpResponse<String> refreshed =
                host.post("/login/refreshToken", "{\"refreshToken\":\"" + field(tokens, "refresh_token") + "\"}");
        assertThat(refreshed.statusCode()).isEqualTo(200);
    }

    @Test
    void tokens_endWithTheComponent() throws Exception {
        String tokens = login("s3cret").body();
        host.camelContext().getRouteController().stopRoute("a");
        MlbatchServiceComponent component =
                host.camelContext().getComponent("mlbatch-service", MlbatchServiceComponent.class);
        component.stop();
        component.start();
        host.camelContext().getRouteController().startRoute("a");

        assertThat(services(tokens).statusCode()).isEqualTo(401);
    }

    @Test
    void userWithAnEarlierLoginFromTheAddress_isNotLockedOut() throws Exception {
        assertThat(login("s3cret").statusCode()).isEqualTo(200);
        for (int second = 0; second < 10; second++) {
            for (int attempt = 0; attempt < 20; attempt++) {
                assertThat(login("guess").statusCode()).isEqualTo(401);
            }
            assertThat(login("s3cret").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void userWithoutALoginFromTheAddress_waitsAfterFailures() throws Exception {
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThat(login("guess").statusCode()).isEqualTo(401);
        }
        assertThat(login("s3cret").statusCode()).isEqualTo(429);
    }

    private HttpResponse<String> login(String password) throws Exception {
        return host.post("/login", "{\"username\":\"anna\",\"password\":\"" + password + "\"}");
    }

    private HttpResponse<String> services(String tokens) throws Exception {
        return host.get("/services", "Authorization", "Bearer " + field(tokens, "access_token"));
    }

    private static String field(String tokens, String name) {
        return tokens.replaceAll(".*\"" + name + "\":\"([^\"]+)\".*", "$1");
    }
}
