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
package io.mlbatch.metrics;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);

    @Test
    void countsBeyondTheLimitOfMeters_shareOne() {
        IntStream.range(0, 10_000).forEach(each -> meters.count(MeterName.HOST_STARTED, 1, "S" + each + "/1.0"));

        assertThat(registry.getMeters()).hasSizeLessThan(502);
        assertThat(registry.get("mlbatch.host.executions.started")
                        .tag("service", "other")
                        .counter()
                        .count())
                .isEqualTo(9_500);
    }

    @Test
    void removedService_keepsTheMetersOfOthers() {
        meters.gauge(MeterName.HOST_QUEUED, new AtomicInteger(), AtomicInteger::get, "A/1.0");
        meters.count(MeterName.HOST_RECORDS, 1, "A/1.0", "success");
        meters.count(MeterName.HOST_RECORDS, 1, "B/1.0", "success");
        meters.count(MeterName.HOST_LOGINS_REFUSED, 1, "A/1.0");

        meters.remove("A/1.0");

        assertThat(registry.getMeters()).hasSize(2).noneMatch(meter -> "A/1.0"
                .equals(meter.getId().getTag("service")));
    }

    @Test
    void eventAfterTheClose_registersNothing() {
        meters.count(MeterName.HOST_RECORDS, 1, "A/1.0", "success");
        meters.close();

        meters.count(MeterName.HOST_RECORDS, 1, "A/1.0", "success");
        meters.record(MeterName.HOST_STORE_WRITE, 1);

        assertThat(registry.getMeters()).isEmpty();
    }
}
