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
package io.mlbatch.client.files;

import java.nio.file.Path;
import java.util.regex.Pattern;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

import static org.assertj.core.api.Assertions.assertThat;

class ContainmentPropertyTest {

    private static final Path FOLDER = Path.of("/srv/out");
    private static final Pattern NOT_ASCII = Pattern.compile("\\P{ASCII}");
    private static final Pattern BAD_SEGMENT =
            Pattern.compile("\\.{1,2}|[ .]*|[A-Za-z]:.*|.*[\\p{Cc}\\p{Cs}\\\\/\\x{2028}\\x{2029}].*", Pattern.DOTALL);
    private static final Containment CONTAINMENT = new Containment(FOLDER);

    @Provide
    Arbitrary<String> names() {
        return HostileNames.names();
    }

    @Property(tries = 100_000, edgeCases = EdgeCasesMode.NONE)
    @StatisticsReport(onFailureOnly = true)
    void anyName_isRejectedOrLeadsStrictlyIntoTheFolder(@ForAll("names") String name) {
        Statistics.collect(isRefusedOrLeadsStrictlyIntoTheFolder(name) ? "inside" : "refused");

        Statistics.coverage(coverage -> {
            coverage.check("inside").percentage(percentage -> percentage > 20);
            coverage.check("refused").percentage(percentage -> percentage > 20);
        });
    }

    private static boolean isRefusedOrLeadsStrictlyIntoTheFolder(String name) {
        Path path;
        try {
            path = CONTAINMENT.resolve(name);
        } catch (IllegalArgumentException refused) {
            return false;
        }
        if (!ascii(path.toString()).equals(whereItLeadsToJavaNio(name))
                || !path.startsWith(FOLDER)
                || path.equals(FOLDER)) {
            throw new AssertionError("'" + name + "' leads to " + path);
        }
        for (Path segment : FOLDER.relativize(path)) {
            String text = segment.toString();
            if (BAD_SEGMENT.matcher(text).matches()) {
                throw new AssertionError("'" + name + "' leads to " + path + " with the segment '" + text + "'");
            }
        }
        return true;
    }

    private static String whereItLeadsToJavaNio(String name) {
        return FOLDER.resolve(ascii(name).replace('\\', '/')).normalize().toString();
    }

    /** Whatever the locale can spell: other characters mean nothing in a path. */
    private static String ascii(String text) {
        return NOT_ASCII.matcher(text).replaceAll("u");
    }

    @Provide
    Arbitrary<String> plainNames() {
        Arbitrary<String> segment = Arbitraries.strings()
                .withChars("azAZ09_-%+,;=@~()")
                .ofMinLength(1)
                .ofMaxLength(20);
        return segment.list().ofMinSize(1).ofMaxSize(4).map(segments -> String.join("/", segments));
    }

    @Property
    void plainName_leadsToTheFileOfThatName(@ForAll("plainNames") String name) {
        assertThat(CONTAINMENT.resolve(name)).hasToString(FOLDER + "/" + name);
    }
}
