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
package io.mlbatch.service.metrics;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.metrics.MeterName;
import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

/** The meters of a host. */
@Tag("host")
class HostMetersIT {

    private static final String SERVICE = "Sum/1.0";
    private static final String BATCH = "/api/Sum/1.0/batch";
    private static final String RECORDS = "[{\"a\":1},{\"a\":2},{\"a\":3}]";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CountDownLatch release = new CountDownLatch(1);

    @TempDir
    private Path folder;

    /** A host whose route fails for odd numbers and waits at 3. */
    private RunningHost host() throws Exception {
        return RunningHost.with(
                component -> {
                    component.setUsername("anna");
                    component.setPassword("secret");
                    component.setDataDirectory(folder.toString());
                },
                routes -> {
                    routes.getContext().getRegistry().bind("registry", registry);
                    routes.from("mlbatch-service:Sum/1.0?inputs=a:numeric&outputs=total:numeric&parallelCount=1")
                            .process(exchange -> {
                                Map<?, ?> record = exchange.getMessage().getBody(Map.class);
                                if (record.get("a").equals(3.0)) {
                                    release.await();
                                } else if (record.get("a").equals(1.0)) {
                                    throw new IllegalStateException("odd");
                                }
                                exchange.getMessage().setBody(Map.of("total", 1));
                            });
                });
    }

    private double value(MeterName name, String... tags) {
        return registry.get(name.id()).tags(tags).meters().stream()
                .flatMap(meter ->
                        java.util.stream.StreamSupport.stream(meter.measure().spliterator(), false))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    @Test
    void executions_areCountedMeasuredAndRemovedWithTheHost() throws Exception {
        registry.counter("own");
        try (RunningHost host = host()) {
            assertThat(value(MeterName.HOST_STARTED, "service", SERVICE)).isZero();
            for (String outcome : List.of("success", "failure")) {
                assertThat(value(MeterName.HOST_RECORDS, "service", SERVICE, "outcome", outcome))
                        .isZero();
            }
            for (String state : List.of("complete", "canceled")) {
                assertThat(value(MeterName.HOST_ENDED, "service", SERVICE, "state", state))
                        .isZero();
            }
            for (String reason : List.of("credentials", "throttled", "unavailable")) {
                assertThat(value(MeterName.HOST_LOGINS_REFUSED, "reason", reason))
                        .isZero();
            }
            HostCaller caller = host.as("anna", "secret");
            String path = caller.start(BATCH, RECORDS);
            caller.awaitCompleted(path, 2);

            assertThat(value(MeterName.HOST_STARTED, "service", SERVICE)).isEqualTo(1);
            assertThat(value(MeterName.HOST_IN_FLIGHT, "service", SERVICE)).isEqualTo(1);
            awaitTrue(() -> value(MeterName.HOST_QUEUED, "service", SERVICE) == 1);
            assertThat(value(MeterName.HOST_OLDEST, "service", SERVICE)).isZero();
            String waiting = caller.start(BATCH, RECORDS);
            caller.delete(waiting);
            release.countDown();
            caller.awaitComplete(path);

            awaitTrue(() -> value(MeterName.HOST_ENDED, "service", SERVICE, "state", "complete") == 1);
            assertThat(value(MeterName.HOST_ENDED, "service", SERVICE, "state", "canceled"))
                    .isEqualTo(1);
            assertThat(value(MeterName.HOST_RECORDS, "service", SERVICE, "outcome", "success"))
                    .isGreaterThanOrEqualTo(2);
            assertThat(value(MeterName.HOST_RECORDS, "service", SERVICE, "outcome", "failure"))
                    .isGreaterThanOrEqualTo(1);
            assertThat(value(MeterName.HOST_CHUNK, "service", SERVICE, "outcome", "failure"))
                    .isGreaterThanOrEqualTo(1);
            assertThat(value(MeterName.HOST_STORE_WRITE)).isGreaterThan(1);
            awaitTrue(() -> value(MeterName.HOST_STORE_EXECUTIONS) == 1 && value(MeterName.HOST_STORE_BYTES) > 0);
            assertRefusalsAreCounted(host, caller);
            assertTagsAreThoseOfTheTable(path.replaceAll(".*/", ""));
        }
        assertThat(registry.getMeters().stream().map(Meter::getId).map(Meter.Id::getName))
                .containsExactly("own");
    }

    private void assertRefusalsAreCounted(RunningHost host, HostCaller caller) throws Exception {
        assertResponse(host.login("anna", "wrong"), 401);
        assertResponse(caller.get("/api/Other/1.0/batch"), 404);

        assertThat(value(MeterName.HOST_LOGINS_REFUSED, "reason", "credentials"))
                .isEqualTo(1);
        assertThat(value(MeterName.HOST_REQUESTS_REFUSED, "reason", "401")).isEqualTo(1);
        assertThat(value(MeterName.HOST_REQUESTS_REFUSED, "reason", "404")).isGreaterThanOrEqualTo(1);
    }

    private void assertTagsAreThoseOfTheTable(String executionId) {
        assertThat(registry.getMeters())
                .filteredOn(meter -> !meter.getId().getName().equals("own"))
                .hasSizeGreaterThan(10)
                .allSatisfy(meter -> {
                    MeterName name = Arrays.stream(MeterName.values())
                            .filter(each -> each.id().equals(meter.getId().getName()))
                            .findFirst()
                            .orElseThrow();
                    assertThat(meter.getId().getTags().stream().map(tag -> tag.getKey()))
                            .containsExactlyInAnyOrderElementsOf(name.tags());
                    assertThat(meter.getId().toString()).doesNotContain(executionId, "anna");
                });
    }
}
