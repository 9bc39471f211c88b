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

import java.util.Optional;
import java.util.Set;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the registry of an application. Micrometer is optional. */
public final class MeterRegistries {

    private static final Logger LOG = LoggerFactory.getLogger(MeterRegistries.class);

    private MeterRegistries() {}

    /** Returns meters in the registry of the application; empty without Micrometer, or without a registry. */
    public static Optional<Meters> meters(CamelContext context) {
        try {
            return Lookup.registry(context).map(Meters::new);
        } catch (NoClassDefFoundError e) {
            // not a lookup by name, which would need metadata in native images
            LOG.debug("There are no meters without Micrometer", e);
            return Optional.empty();
        }
    }

    /** Is loaded only with Micrometer. */
    private static final class Lookup {

        /** Applications with several registries have a composite of them, or get one here. */
        static Optional<MeterRegistry> registry(CamelContext context) {
            Set<MeterRegistry> all = context.getRegistry().findByType(MeterRegistry.class);
            return all.size() < 2
                    ? all.stream().findFirst()
                    : Optional.of(all.stream()
                            .filter(CompositeMeterRegistry.class::isInstance)
                            .findFirst()
                            .orElseGet(() -> new CompositeMeterRegistry(Clock.SYSTEM, all)));
        }
    }
}
