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
package io.mlbatch.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import io.mlbatch.docs.generator.GeneratedFile;
import io.mlbatch.docs.generator.MeterTable;
import io.mlbatch.metrics.MeterName;
import io.mlbatch.metrics.Meters;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of the meters, and the dashboard, have the meters of the code. */
class MetersPageTest {

    private static final Path DOCS = Path.of(System.getProperty("basedir", "")).resolve("../docs");
    private static final Path DASHBOARD = DOCS.resolve("grafana-dashboard.json");
    private static final Pattern METRIC = Pattern.compile("mlbatch_[a-z_]+");
    private static final Pattern SELECTOR = Pattern.compile("[a-z]\\{([^}]*)}");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{([^}]*)}}");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=");
    private static final String SUFFIX = "_(bucket|count|sum|max)$";

    private final Map<String, MeterName> byName = Arrays.stream(MeterName.values())
            .collect(Collectors.toMap(MeterTable::prometheus, name -> name, (a, b) -> a, TreeMap::new));

    @Test
    void table_hasTheMetersOfTheCode() throws IOException {
        assertThat(new MeterTable().difference())
                .as("Write it with: %s", GeneratedFile.COMMAND)
                .isEmpty();
    }

    @Test
    void dashboard_usesMetersThatExistAndAllOfTheHost() throws IOException {
        String dashboard = Files.readString(DASHBOARD);
        Set<String> used = METRIC.matcher(dashboard)
                .results()
                .map(found -> found.group().replaceFirst(SUFFIX, ""))
                .collect(Collectors.toSet());

        assertThat(byName.keySet()).containsAll(used);
        assertThat(used).containsAll(byName.keySet());
    }

    @Test
    void autoscaling_usesMetersThatExist() throws IOException {
        String cluster = Files.readString(DOCS.resolve("kubernetes/cluster.yaml"));

        assertThat(METRIC.matcher(cluster).results().map(MatchResult::group))
                .isNotEmpty()
                .isSubsetOf(byName.keySet());
    }

    /** Names, suffixes and labels are those of Prometheus, not of our table. */
    @Test
    void dashboard_selectsSeriesOfAScrape() throws IOException {
        Map<String, Set<String>> labels = scrapedLabels();
        for (String query : queries()) {
            Set<String> used = Stream.of(SELECTOR, GROUPING, LEGEND)
                    .flatMap(pattern -> pattern.matcher(query).results())
                    .flatMap(found -> Stream.of(found.group(1).split("\\s*,\\s*")))
                    .map(label -> label.replaceFirst("[=!].*", ""))
                    .collect(Collectors.toSet());
            for (MatchResult metric : METRIC.matcher(query).results().toList()) {
                assertThat(labels).as(query).containsKey(metric.group());
                assertThat(used).as(query).isSubsetOf(labels.get(metric.group()));
            }
        }
    }

    /** Returns the queries of the dashboard, each with its legend. */
    private static List<String> queries() throws IOException {
        List<String> queries = new ObjectMapper()
                .readTree(DASHBOARD.toFile()).findParents("expr").stream()
                        .map(target -> target.path("expr").textValue()
                                + " "
                                + target.path("legendFormat").asText())
                        .toList();
        assertThat(queries).hasSizeGreaterThan(20);
        return queries;
    }

    /** Returns the labels of each series of a real registry that has all meters. */
    private Map<String, Set<String>> scrapedLabels() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Meters meters = new Meters(registry)) {
            for (MeterName name : MeterName.values()) {
                String[] values = name.tags().toArray(String[]::new);
                switch (name.type()) {
                    case COUNTER -> meters.count(name, 1, values);
                    case TIMER -> meters.record(name, 1, values);
                    case GAUGE -> meters.gauge(name, this, page -> 1, values);
                }
            }
            return registry.scrape()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toMap(line -> line.replaceFirst("[{ ].*", ""), line -> LABEL.matcher(line)
                            .results()
                            .map(label -> label.group(1))
                            .collect(Collectors.toSet())));
        }
    }
}
