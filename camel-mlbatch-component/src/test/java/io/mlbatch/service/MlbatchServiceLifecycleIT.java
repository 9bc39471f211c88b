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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.support.RoutePolicySupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.http.RawConnection;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The resources that start and stop with a route. */
@Tag("host")
class MlbatchServiceLifecycleIT {

    private final HeldProcessor held = new HeldProcessor();

    @Test
    void service_comesAndGoesWithItsRoute() throws Exception {
        try (RunningHost host = RunningHost.open(routes("A/1", "B/1"))) {
            CamelContext context = host.camelContext();
            context.getRouteController().stopRoute("A/1");
            assertResponse(host.get("/services/A/1"), 404);
            assertResponse(host.get("/services/B/1"), 200);

            context.getRouteController().startRoute("A/1");
            assertResponse(host.get("/services/A/1"), 200);
        }
    }

    @Test
    void host_listensAgainAfterItsLastRouteWasStopped() throws Exception {
        try (RunningHost host = RunningHost.open(routes("A/1"))) {
            CamelContext context = host.camelContext();
            for (int i = 0; i < 2; i++) {
                context.getRouteController().stopRoute("A/1");
                // the server's own response: no service listens
                assertThat(host.get("/services/A/1").body()).doesNotContain("Web service");
                context.getRouteController().startRoute("A/1");
                assertResponse(host.get("/services/A/1"), 200);
            }
        }
    }

    @Test
    void stoppedRoute_leavesNoThread_andResumesExecutionsWhenStarted() throws Exception {
        try (RunningHost host = RunningHost.open(routes("A/1"))) {
            CamelContext context = host.camelContext();
            assertResponse(host.post("/api/A/1/batch?parallelCount=2", "[{},{},{},{}]"), 202);
            awaitTrue(() -> held.waiting() == 2);
            held.release(0, null);
            awaitTrue(() -> held.waiting() == 2);
            assertThat(threads()).isNotEmpty();

            // the graceful stop waits for the records in flight, which the test holds
            Thread stop = new Thread(() -> stop(context));
            stop.start();
            awaitPaused(host);
            held.release(1, null);
            String path = onlyExecution(host);
            awaitTrue(() -> host.get(path).body().contains("\"completedItemCount\":2"));
            // no other one is begun
            assertThat(held.waiting()).isEqualTo(1);
            held.release(2, null);
            stop.join();

            awaitTrue(() -> threads().isEmpty());
            context.getRouteController().startRoute("A/1");
            held.release(3, null);
            assertThat(host.awaitComplete(path)).doesNotContain("\"success\":false");
            // records in flight at the stop were not computed again
            assertThat(held.seen()).isEqualTo(4);
        }
    }

    @Test
    void recordsThatAForcedStopCutsShort_areComputedAfterTheNextStart() throws Exception {
        try (RunningHost host = RunningHost.open(routes("A/1"))) {
            CamelContext context = host.camelContext();
            host.post("/api/A/1/batch", "[{}]");
            awaitTrue(() -> held.waiting() == 1);
            context.getRouteController().stopRoute("A/1", 1, TimeUnit.MILLISECONDS);
            held.release(0, null);

            context.getRouteController().startRoute("A/1");
            held.release(0, null);
            String path = onlyExecution(host);
            assertThat(host.awaitComplete(path)).contains("\"success\":true");
        }
    }

    @Test
    void forcedRestarts_interruptStuckRecordsAndComputeThemLater() throws Exception {
        AtomicBoolean stuck = new AtomicBoolean(true);
        try (RunningHost host = RunningHost.open(route(exchange -> {
            if (stuck.get()) {
                new CountDownLatch(1).await();
            }
        }))) {
            CamelContext context = host.camelContext();
            host.post("/api/A/1/batch", "[{},{},{}]");
            for (int restart = 0; restart < 5; restart++) {
                awaitTrue(() -> threads().size() == 3);
                stuck.set(restart < 4);
                context.getRouteController().stopRoute("A/1", 1, TimeUnit.MILLISECONDS);
                awaitTrue(() -> threads().isEmpty());
                context.getRouteController().startRoute("A/1");
            }
            assertThat(resultsOfTheOnlyExecution(host))
                    .contains("\"success\":true")
                    .doesNotContain("\"success\":false");
        }
    }

    @Test
    void forcedRestarts_neverComputeARecordTwiceAtTheSameTime() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        try (RunningHost host = RunningHost.open(route(exchange -> {
            begun.incrementAndGet();
            awaitUninterruptibly(release);
        }))) {
            CamelContext context = host.camelContext();
            host.post("/api/A/1/batch", "[{},{},{}]");
            awaitTrue(() -> begun.get() == 3);
            for (int restart = 0; restart < 5; restart++) {
                context.getRouteController().stopRoute("A/1", 1, TimeUnit.MILLISECONDS);
                context.getRouteController().startRoute("A/1");
            }
            assertThat(begun).hasValue(3);

            release.countDown();
            assertThat(resultsOfTheOnlyExecution(host))
                    .contains("\"success\":true")
                    .doesNotContain("\"success\":false");
            assertThat(begun).hasValue(3);
        }
    }

    @Test
    void suspendedRoute_servesItsCallersAndTakesNothingNew() throws Exception {
        try (RunningHost host = RunningHost.open(routes("A/1"))) {
            CamelContext context = host.camelContext();
            context.getRouteController().suspendRoute("A/1");
            HttpResponse<String> start = assertResponse(host.post("/api/A/1/batch", "[{}]"), 503);
            assertThat(start.headers().firstValue("Retry-After")).contains("5");
            assertThat(start.body()).contains("Web service 'A/1' accepts no requests at the moment");
            assertResponse(host.post("/api/A/1", "{}"), 503);
            assertThat(host.get("/api/A/1/batch").body()).isEqualTo("[]");

            context.getRouteController().resumeRoute("A/1");
            assertResponse(host.post("/api/A/1/batch", "[{}]"), 202);
            held.release(0, null);
        }
    }

    @Test
    void batchWhoseUploadOutlastsAStopAndAStart_isComputed() throws Exception {
        try (RunningHost host = RunningHost.open(routes("A/1", "B/1"));
                RawConnection upload = host.connect()) {
            CamelContext context = host.camelContext();
            upload.head(
                    "POST /api/A/1/batch",
                    "Content-Type: application/json",
                    "Content-Length: 4",
                    "Expect: 100-continue");
            // the host has begun to read
            upload.until("100 Continue\r\n\r\n");
            context.getRouteController().stopRoute("A/1");
            context.getRouteController().startRoute("A/1");
            upload.send("[{}]");
            assertThat(upload.answer()).contains("202");
            held.release(0, null);
        }
    }

    @Test
    void secondRouteForTheSameService_isRefused() throws Exception {
        try (RunningHost host = RunningHost.open(routes("A/1"))) {
            LambdaRouteBuilder second = routes -> routes.from("mlbatch-service:A/1?description=second")
                    .routeId("second")
                    .log("never");
            assertThatThrownBy(() -> RouteBuilder.addRoutes(host.camelContext(), second))
                    .hasMessage("The web service A/1 is hosted by another route of this Camel context");
            assertThat(host.get("/services/A/1").body()).doesNotContain("second");
        }
    }

    @Test
    void contextPathInFrontOfTheApi_isTolerated() throws Exception {
        try (RunningHost host = RunningHost.under("/api", routes("A/1"))) {
            assertResponse(host.get("/services/A/1"), 200);
            assertResponse(host.post("/api/A/1/batch", "[{}]"), 202);
            held.release(0, null);
        }
    }

    private static String onlyExecution(RunningHost host) throws Exception {
        return "/api/A/1/batch/" + host.get("/api/A/1/batch").body().replaceAll("[^0-9a-f-]", "");
    }

    private static String resultsOfTheOnlyExecution(RunningHost host) throws Exception {
        return host.awaitComplete(onlyExecution(host));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException ignored) {
                // a route that does not react
            }
        }
    }

    private static LambdaRouteBuilder route(Processor processor) {
        return routes -> routes.from("mlbatch-service:A/1").routeId("A/1").process(processor);
    }

    private static void awaitPaused(RunningHost host) {
        awaitTrue(() -> host.post("/api/A/1/batch", "[]").statusCode() == 503);
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

    private LambdaRouteBuilder routes(String... services) {
        return routes -> {
            for (String service : services) {
                routes.from("mlbatch-service:" + service).routeId(service).process(held);
            }
        };
    }

    /** Another route starts before that of the service, and stops after it. */
    @Test
    void callWhileTheContextStartsAndStops_isRepeatedLater() throws Exception {
        List<String> statuses = new ArrayList<>();
        RoutePolicySupport calls = new RoutePolicySupport() {
            @Override
            public void onStart(Route route) {
                call(route.getCamelContext());
            }

            @Override
            public void onStop(Route route) {
                call(route.getCamelContext());
            }

            private void call(CamelContext context) {
                int port = context.getComponent("platform-http", PlatformHttpComponent.class)
                        .getEngine()
                        .getServerPort();
                for (String path : List.of("/status", "/services", "/api/A/1/batch/x", "/mlbatch/")) {
                    try {
                        HttpResponse<String> response =
                                HostCaller.at("http://127.0.0.1:" + port).get(path);
                        statuses.add(response.statusCode() + " "
                                + response.headers().firstValue("Retry-After").orElse(""));
                    } catch (Exception e) {
                        statuses.add(e.toString());
                    }
                }
            }
        };
        try (RunningHost host = RunningHost.open(routes -> {
            routes.from("direct:first").startupOrder(1).routePolicy(calls).log("called");
            routes.from("mlbatch-service:A/1").startupOrder(2).log("scored");
        })) {
            assertThat(statuses).hasSize(4).containsOnly("503 5");
            assertResponse(host.get("/status"), 200, "pass");
        }
        assertThat(statuses).hasSize(8).containsOnly("503 5");
    }
}
