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
package io.mlbatch.protocol;

import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class PathTemplatePropertyTest {

    private static final PathTemplate TEMPLATE = new PathTemplate("/files/{fileName}/of/{name}");

    /** Any text that UTF-8 can carry; characters that are special in paths are frequent. */
    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> anyCharacter = Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .map(Character::toString);
        Arbitrary<String> special =
                Arbitraries.of(".", "..", "/", "\\", "%", "%2F", "%2e", "%zz", "+", " ", "?", "#", ";", "ü", "\0");
        return Arbitraries.oneOf(anyCharacter, special)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    @Property
    void expandedValues_matchAgain(@ForAll("names") String fileName, @ForAll("names") String name) {
        assertThat(TEMPLATE.match(TEMPLATE.expand(fileName, name))).contains(List.of(fileName, name));
    }

    @Property
    void expandedPath_keepsItsSegmentsForAnyValue(@ForAll("names") String fileName, @ForAll("names") String name) {
        String path = TEMPLATE.expand(fileName, name);

        assertThat(path).matches("(/([A-Za-z0-9._~-]|%[0-9A-F]{2})+){4}");
        assertThat(path.split("/")).doesNotContain(".", "..");
    }

    @Property
    void anyText_isMatchedOrNot_withoutAnError(@ForAll("paths") String path) {
        assertThatCode(() -> {
                    for (ApiCall call : ApiCall.values()) {
                        call.match(path);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> anything = Arbitraries.strings().all().ofMaxLength(8);
        Arbitrary<String> segment =
                Arbitraries.oneOf(Arbitraries.of("", "api", "batch", "files", "%", "%4", "%41", "%ff", "0"), anything);
        return Arbitraries.oneOf(
                anything,
                Combinators.combine(Arbitraries.of("", "/"), segment.list().ofMaxSize(9))
                        .as((start, segments) -> start + String.join("/", segments)));
    }

    @Example
    void longestPathOfTheApi_isMatchedInSuchTexts() {
        assertThat(ApiCall.ARTIFACT.match("/api/0/%41/batch/%ff/%/files/%4"))
                .contains(List.of("0", "A", "\uFFFD", "%", "%4"));
    }
}
