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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of a component in a registry, which are removed with the component. There are at most
 * {@value #MAX_METERS}; further combinations of tags share the meter with the tag values {@code other}. Thread-safe.
 */
public final class Meters implements AutoCloseable {

    private static final int MAX_METERS = 500;

    private record Key(MeterName name, List<String> values) {}

    private final MeterRegistry registry;
    private final Map<Key, Meter> meters = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Adds to a counter.
     *
     * @param values the values of the tags, in the order of {@link MeterName#tags}
     */
    public void count(MeterName name, double amount, String... values) {
        meter(name, List.of(values), Counter.class, tags -> Counter.builder(name.id())
                        .tags(tags)
                        .baseUnit(name.baseUnit())
                        .description(name.description())
                        .register(registry))
                .ifPresent(counter -> counter.increment(amount));
    }

    /** Records a time. */
    public void record(MeterName name, long nanos, String... values) {
        meter(name, List.of(values), Timer.class, tags -> Timer.builder(name.id())
                        .tags(tags)
                        .description(name.description())
                        .register(registry))
                .ifPresent(timer -> timer.record(nanos, TimeUnit.NANOSECONDS));
    }

    /** Registers a gauge, which holds the object weakly. */
    public <T> void gauge(MeterName name, T object, ToDoubleFunction<T> value, String... values) {
        meter(name, List.of(values), Gauge.class, tags -> Gauge.builder(name.id(), object, value)
                .tags(tags)
                .baseUnit(name.baseUnit())
                .description(name.description())
                .register(registry));
    }

    /** Returns nothing after the close: a late event must not register a meter again. */
    private <M extends Meter> Optional<M> meter(
            MeterName name, List<String> values, Class<M> type, Function<Tags, M> create) {
        if (closed) {
            return Optional.empty();
        }
        Key key = new Key(name, values);
        Meter known = meters.get(key);
        if (known == null) {
            Key held = meters.size() < MAX_METERS ? key : new Key(name, Collections.nCopies(values.size(), "other"));
            known = meters.computeIfAbsent(held, each -> create.apply(tags(each)));
        }
        return Optional.of(type.cast(known));
    }

    private static Tags tags(Key key) {
        List<Tag> tags = new ArrayList<>();
        for (int each = 0; each < key.values.size(); each++) {
            tags.add(Tag.of(key.name.tags().get(each), key.values.get(each)));
        }
        return Tags.of(tags);
    }

    /** Removes the meters of a service. */
    public void remove(String service) {
        meters.entrySet().removeIf(entry -> {
            int tag = entry.getKey().name.tags().indexOf("service");
            boolean isRemoved = tag >= 0 && entry.getKey().values.get(tag).equals(service);
            if (isRemoved) {
                registry.remove(entry.getValue());
            }
            return isRemoved;
        });
    }

    @Override
    public void close() {
        closed = true;
        meters.values().forEach(registry::remove);
        meters.clear();
    }
}
