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

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.service.fakes.HeldProcessor;
import io.mlbatch.service.fakes.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What starts and stops with a route. */
@Tag("host")
class MlbatchServiceLifecycleIT {

    private final HeldProcessor held = new HeldProcessor();

    @Test
    void serviceComesAndGoesWithItsRoute() throws Exception {
        try (RunningHost host = RunningHost.open(routes("A/1", "B/1"))) {
            CamelContext context = host.camelContext();
            context.getRouteController().stopRoute("A/1");
            assertThat(host.get("/services/A/1").statusCode()).isEqualTo(404);
            assertThat(host.get("/services/B/1").statusCode()).isEqualTo(200);

            context.getRouteController().startRoute("A/1");
            assertThat(host.get("/services/A/1").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void hostListensAgainAfterItsLastRouteWasStopped() throws Exception {
        try (RunningHost host = RunningHost.open(routes("A/1"))) {
            CamelContext context = host.camelContext();
            for (int i = 0; i < 2; i++) {
                context.getRouteController().stopRoute("A/1");
                // the server's own answer: nobody listens
                assertThat(host.get("/services/A/1").body()).doesNotContain("Web service");
                context.getRouteController().startRoute("A/1");
                assertThat(host.get("/services/A/1").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void stoppedRouteLeavesNoThreadAndGoesOnWithItsExecutionsWhenItIsStarted() throws Exception {
        try (RunningHost host = RunningHost.open(routes("A/1"))) {
            CamelContext context = host.camelContext();
            assertThat(host.post("/api/A/1/batch?parallelCount=2", "[{},{},{}]").statusCode())
                    .isEqualTo(202);
            Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> held.waiting() == 2);
            held.release(0, null);
            Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> held.waiting() == 2);
            assertThat(threads()).isNotEmpty();

            // the graceful stop waits for the records in flight, which the test holds
            Thread stop = new Thread(() -> stop(context));
            stop.start();
            Awaitility.await()
                    .atMost(1, TimeUnit.MINUTES)
                    .until(() -> host.get("/services/A/1").statusCode() == 404);
            held.release(1, null);
            held.release(2, null);
            stop.join();

            Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> threads().isEmpty());
            assertThat(held.waiting()).isZero();
            context.getRouteController().startRoute("A/1");
            String id = host.get("/api/A/1/batch").body().replaceAll("[^0-9a-f-]", "");
            assertThat(host.get("/api/A/1/batch/" + id).body()).contains("\"completedItemCount\":1");

            // Camel had refused to go on with what was in flight: that is no result
            held.release(1, null);
            held.release(2, null);
            Awaitility.await()
                    .atMost(1, TimeUnit.MINUTES)
                    .until(() -> host.get("/api/A/1/batch/" + id).body().contains("\"state\":\"Complete\""));
            assertThat(host.get("/api/A/1/batch/" + id).body()).doesNotContain("\"success\":false");
        }
    }

    @Test
    void secondRouteForTheSameServiceIsRefused() throws Exception {
        try (RunningHost host = RunningHost.open(routes("A/1"))) {
            RouteBuilder second = new RouteBuilder() {
                @Override
                public void configure() {
                    from("mlbatch-service:A/1?description=second")
                            .routeId("second")
                            .log("never");
                }
            };
            assertThatThrownBy(() -> host.camelContext().addRoutes(second))
                    .hasMessage("The web service A/1 is hosted by another route of this Camel context");
            assertThat(host.get("/services/A/1").body()).doesNotContain("second");
        }
    }

    @Test
    void contextPathInFrontOfTheApiIsTolerated() throws Exception {
        try (RunningHost host = RunningHost.under("/api", routes("A/1"))) {
            assertThat(host.get("/services/A/1").statusCode()).isEqualTo(200);
            assertThat(host.post("/api/A/1/batch", "[{}]").statusCode()).isEqualTo(202);
            held.release(0, null);
        }
    }

    private static void stop(CamelContext context) {
        try {
            context.getRouteController().stopRoute("A/1");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("mlbatch-service"))
                .collect(Collectors.toSet());
    }

    private RouteBuilder routes(String... services) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                for (String service : services) {
                    from("mlbatch-service:" + service).routeId(service).process(held);
                }
            }
        };
    }
}
