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
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.field;

/** Lifetime of tokens, and logins of a user while other callers guess the password, over a real server. */
@Tag("host")
class MlbatchServiceTokensIT {

    @AutoClose
    private final RunningHost host =
            RunningHost.secured("anna", "s3cret", routes -> routes.from("mlbatch-service:A/1.0")
                    .routeId("a")
                    .log("scored"));

    MlbatchServiceTokensIT() throws Exception {}

    @Test
    void tokens_remainValidAfterTheLastRouteIsReplaced() throws Exception {
        HttpResponse<String> login = host.login("anna", "s3cret");
        HostCaller anna = host.with(field(login, "access_token"));
        host.camelContext().getRouteController().stopRoute("a");
        assertResponse(anna.get("/services"), 404);

        host.camelContext().getRouteController().startRoute("a");
        assertResponse(anna.get("/services"), 200);

        // as a reload of the route's file does
        host.camelContext().getRouteController().stopRoute("a");
        host.camelContext().removeRoute("a");
        RouteBuilder.addRoutes(
                host.camelContext(),
                routes -> routes.from("mlbatch-service:A/1.0").routeId("a").log("scored anew"));
        assertResponse(anna.get("/services"), 200);
        assertResponse(
                host.post("/login/refreshToken", "{\"refreshToken\":\"" + field(login, "refresh_token") + "\"}"), 200);
    }

    @Test
    void tokens_endWithTheComponent() throws Exception {
        HostCaller anna = host.as("anna", "s3cret");
        host.camelContext().getRouteController().stopRoute("a");
        MlbatchServiceComponent component =
                host.camelContext().getComponent("mlbatch-service", MlbatchServiceComponent.class);
        component.stop();
        component.start();
        host.camelContext().getRouteController().startRoute("a");

        assertResponse(anna.get("/services"), 401);
    }

    @Test
    void userWithAnEarlierLoginFromTheAddress_isNotLockedOut() throws Exception {
        assertResponse(host.login("anna", "s3cret"), 200);
        for (int second = 0; second < 10; second++) {
            for (int attempt = 0; attempt < 20; attempt++) {
                assertResponse(host.login("anna", "guess"), 401);
            }
            assertResponse(host.login("anna", "s3cret"), 200);
        }
    }

    @Test
    void userWithoutALoginFromTheAddress_waitsAfterFailures() throws Exception {
        for (int attempt = 0; attempt < 5; attempt++) {
            assertResponse(host.login("anna", "guess"), 401);
        }
        assertResponse(host.login("anna", "s3cret"), 429);
    }
}
