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
package io.mlbatch.objects;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.camel.MlbatchComponent;
import io.mlbatch.service.MlbatchServiceComponent;

import static org.assertj.core.api.Assertions.assertThat;

class ComponentMapperTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stop() {
        camel.stop();
    }

    private record Ride(LocalDate day, Instant start, Duration length, Optional<String> driver, OptionalInt seats) {}

    @ParameterizedTest
    @ValueSource(strings = {"mlbatch", "mlbatch-service"})
    void mapperOfTheRegistry_isUsedWhenItIsTheOnlyOne(String scheme) {
        ObjectMapper own = new ObjectMapper();
        camel.getRegistry().bind("own", own);
        camel.start();
        assertThat(option(scheme)).isSameAs(own);
        // Jackson's default: the component has not configured it
        assertThat(own.getRegisteredModuleIds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlbatch", "mlbatch-service"})
    void severalMappersInTheRegistry_areNotUsed(String scheme) {
        camel.getRegistry().bind("one", new ObjectMapper());
        camel.getRegistry().bind("two", new ObjectMapper());
        camel.start();
        assertThat(option(scheme)).isNull();
    }

    private ObjectMapper option(String scheme) {
        return scheme.equals("mlbatch")
                ? camel.getComponent(scheme, MlbatchComponent.class).getObjectMapper()
                : camel.getComponent(scheme, MlbatchServiceComponent.class).getObjectMapper();
    }

    @Test
    void defaultMapper_readsAndWritesJavaTimeInIso8601AndOptionals() throws JsonProcessingException {
        ObjectMapper mapper = ComponentMapper.of(camel, null);
        Ride ride = new Ride(
                LocalDate.of(2026, 2, 28),
                Instant.parse("2026-02-28T10:15:30Z"),
                Duration.ofMinutes(90),
                Optional.empty(),
                OptionalInt.of(4));
        String json = "{\"day\":\"2026-02-28\",\"start\":\"2026-02-28T10:15:30Z\",\"length\":\"PT1H30M\","
                + "\"driver\":null,\"seats\":4}";
        assertThat(mapper.writeValueAsString(ride)).isEqualTo(json);
        assertThat(mapper.readValue(json, Ride.class)).isEqualTo(ride);
    }

    @Test
    void configuredMapper_isReturnedUnchangedAndTheRegistryIgnored() {
        ObjectMapper own = new ObjectMapper();
        camel.getRegistry().bind("other", new ObjectMapper());
        assertThat(ComponentMapper.of(camel, own)).isSameAs(own);
        assertThat(own.getRegisteredModuleIds()).isEmpty();
        assertThat(ComponentMapper.of(camel, null))
                .isNotSameAs(camel.getRegistry().lookupByName("other"));
    }
}
