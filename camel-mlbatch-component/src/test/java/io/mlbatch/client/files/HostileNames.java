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

import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** File names that a server might list; hostile ones are more frequent than in practice. */
final class HostileNames {

    private static final Arbitrary<String> ORDINARY =
            Arbitraries.of("a", "b.csv", "out", "0", "ü", "日本", "😀", "a b", ".hidden", "-rf", "~", "$HOME", "%2e%2e");
    private static final Arbitrary<String> STEPS = Arbitraries.of("..", ".", "");
    private static final Arbitrary<String> ODD =
            Arbitraries.of(("...¦.. ¦ ..¦. .¦ ¦a.¦a ¦a..¦C:¦c:x¦file:¦%2e%2e%2f¦..%5c¦"
                            + "CON¦nul.txt¦a\0b¦\n¦\r\nWARN forged¦\t¦\u007f¦\u0085¦\u2028¦\u202e¦\ud800¦．．¦∕¦"
                            + "x".repeat(300))
                    .split("¦"));
    private static final Arbitrary<String> ANYTHING =
            Arbitraries.strings().all().ofMaxLength(4);

    private HostileNames() {}

    static Arbitrary<String> names() {
        Arbitrary<String> segment = Arbitraries.frequencyOf(
                Tuple.of(10, ORDINARY), Tuple.of(5, STEPS), Tuple.of(2, ODD), Tuple.of(1, ANYTHING));
        Arbitrary<String> separator = Arbitraries.frequency(Tuple.of(4, "/"), Tuple.of(2, "\\"), Tuple.of(1, ""));
        Arbitrary<String> start = Arbitraries.frequency(
                Tuple.of(12, ""), Tuple.of(1, "/"), Tuple.of(1, "\\\\"), Tuple.of(1, "C:\\"), Tuple.of(1, "../"));
        Arbitrary<List<String>> separated = Combinators.combine(segment, separator)
                .as(String::concat)
                .list()
                .ofMaxSize(5);
        return Combinators.combine(start, separated, segment)
                .as((begin, middle, end) -> begin + String.join("", middle) + end);
    }
}
