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
package io.mlbatch.docs.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;

import io.mlbatch.metrics.MeterName;

/** Table of the meters in docs/monitoring.md. */
public final class MeterTable extends GeneratedFile {

    private static final String START = "<!-- meters: START -->\n";
    private static final String END = "<!-- meters: END -->\n";

    public MeterTable() {
        super(MODULE.resolve("../docs/monitoring.md"));
    }

    /** Returns the name that the registry of Prometheus gives a meter. */
    public static String prometheus(MeterName name) {
        Meter.Type type = Meter.Type.valueOf(name.type().name());
        boolean isMeasure = name.unit().equals("bytes") || name.unit().equals("seconds");
        String base = new PrometheusNamingConvention().name(name.id(), type, isMeasure ? name.unit() : null);
        // the suffix of counters is added when they are scraped
        return type == Meter.Type.COUNTER ? base + "_total" : base;
    }

    @Override
    public String content() throws IOException {
        String page = Files.readString(file());
        int from = page.indexOf(START);
        int to = page.indexOf(END);
        if (from < 0 || to < from) {
            throw new IllegalStateException(file() + " needs the lines\n" + START + END);
        }
        return page.substring(0, from + START.length()) + table() + page.substring(to);
    }

    private static String table() {
        return "| meter | in Prometheus | type | unit | tags | |\n|---|---|---|---|---|---|\n"
                + Arrays.stream(MeterName.values()).map(MeterTable::row).collect(Collectors.joining());
    }

    private static String row(MeterName name) {
        return "| `%s` | `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        name.id(),
                        prometheus(name),
                        name.type().name().toLowerCase(Locale.ROOT),
                        name.unit(),
                        name.tags().stream().map(tag -> "`" + tag + "`").collect(Collectors.joining(", ")),
                        name.description());
    }
}
