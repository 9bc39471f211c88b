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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.mlbatch.docs.generator.GeneratedFile;
import io.mlbatch.docs.generator.MeterTable;
import io.mlbatch.metrics.MeterName;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of the meters, and the dashboard, have the meters of the code. */
class MetersPageTest {

    private static final Path DOCS = Path.of(System.getProperty("basedir", "")).resolve("../docs");
    private static final Path DASHBOARD = DOCS.resolve("grafana-dashboard.json");
    private static final Pattern METRIC = Pattern.compile("mlbatch_[a-z_]+");
    private static final Pattern SELECTOR = Pattern.compile("(mlbatch_[a-z_]+)\\{([^}]*)}");
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

    @Test
    void dashboard_usesTagsThatExist() throws IOException {
        Matcher selectors = SELECTOR.matcher(Files.readString(DASHBOARD));
        while (selectors.find()) {
            MeterName name = byName.get(selectors.group(1).replaceFirst(SUFFIX, ""));
            assertThat(LABEL.matcher(selectors.group(2)).results().map(label -> label.group(1)))
                    .as(selectors.group())
                    .isSubsetOf(name.tags());
        }
    }
}
