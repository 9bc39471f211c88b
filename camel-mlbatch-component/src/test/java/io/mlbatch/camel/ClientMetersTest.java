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
package io.mlbatch.camel;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.mlbatch.metrics.MeterName;
import io.mlbatch.testing.http.ScriptedServer.Response;

import static io.mlbatch.testing.http.ScriptedServer.BATCH;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

/** The meters of the client. */
class ClientMetersTest extends MlbatchTestSupport {

    private static final String SERVICE = "TxService/1.0";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void bindRegistry() {
        camel.getRegistry().bind("registry", registry);
    }

    private double count(MeterName name, String... tags) {
        return registry.get(name.id()).tags(tags).counter().count();
    }

    @Test
    void executedBatch_isCountedWithCallsPollsAndBytes() {
        server.accepts("e1").isAt("e1", "inProgress", 0, 1).completed("e1");

        succeed("&operation=execute", ONE_RECORD);

        assertThat(registry.get("mlbatch.client.calls")
                        .tags("operation", "start", "outcome", "success")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(count(MeterName.CLIENT_POLLS, "service", SERVICE, "outcome", "success"))
                .isGreaterThanOrEqualTo(1);
        assertThat(registry.get("mlbatch.client.detection.delay")
                        .tags("service", SERVICE)
                        .timer()
                        .max(TimeUnit.MINUTES))
                .isBetween(0.0, 1.0);
        assertThat(count(MeterName.CLIENT_SENT)).isGreaterThan(10);
        assertThat(count(MeterName.CLIENT_RECEIVED)).isGreaterThan(10);
        assertThat(registry.get("mlbatch.client.waits").gauge().value()).isZero();
    }

    @Test
    void failedCall_isCountedByTheKindOfItsFailure() {
        server.on("POST", BATCH, Response.BROKEN_CONNECTION);

        fail("", ONE_RECORD);
        server.on("POST", BATCH, json(404, "{\"error\":{\"message\":\"unknown\"}}"));
        fail("", ONE_RECORD);

        for (String outcome : new String[] {"UnknownOutcome", "NotFound"}) {
            assertThat(registry.get("mlbatch.client.calls")
                            .tags("operation", "start", "outcome", outcome)
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void allMeters_haveTheTagsOfTheTableAndNoIds() {
        server.accepts("e1").completed("e1");

        succeed("&operation=execute", ONE_RECORD);

        assertThat(registry.getMeters()).isNotEmpty().allSatisfy(meter -> {
            MeterName name = Arrays.stream(MeterName.values())
                    .filter(each -> each.id().equals(meter.getId().getName()))
                    .findFirst()
                    .orElseThrow();
            assertThat(meter.getId().getTags().stream().map(tag -> tag.getKey()))
                    .containsExactlyInAnyOrderElementsOf(name.tags());
            assertThat(meter.getId().toString()).doesNotContain("e1");
        });
    }

    @Test
    void stoppedComponent_removesItsMetersOnly() {
        registry.counter("own");
        server.accepts("e1").completed("e1");
        succeed("&operation=execute", ONE_RECORD);

        camel.stop();

        assertThat(registry.getMeters().stream().map(Meter::getId).map(Meter.Id::getName))
                .containsExactly("own");
    }

    @Test
    void severalRegistries_areAllUsed() {
        SimpleMeterRegistry second = new SimpleMeterRegistry();
        camel.getRegistry().bind("second", second);

        succeedStart();

        for (MeterRegistry each : new MeterRegistry[] {registry, second}) {
            assertThat(each.find("mlbatch.client.calls").timers()).isNotEmpty();
        }
    }

    @Test
    void compositeOfTheApplication_isPreferred() {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        composite.add(registry);
        camel.getRegistry().bind("composite", composite);

        succeedStart();

        assertThat(composite.find("mlbatch.client.calls").timers()).isNotEmpty();
        assertThat(registry.find("mlbatch.client.calls").timers())
                .isNotEmpty()
                .allSatisfy(timer -> assertThat(timer.count()).isEqualTo(1));
    }

    private void succeedStart() {
        server.accepts("e1");
        succeed("", ONE_RECORD, Map.of());
    }
}
