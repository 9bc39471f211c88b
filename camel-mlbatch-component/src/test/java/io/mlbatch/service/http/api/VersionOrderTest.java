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
package io.mlbatch.service.http.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

import static org.assertj.core.api.Assertions.assertThat;

class VersionOrderTest {

    @Example
    void numbers_areOrderedByValueAndTextByLetters() {
        List<String> ordered = List.of(
                "0.9",
                "1",
                "1.0",
                "1.0-beta",
                "1.0.1",
                "1.2",
                "1.10",
                "2",
                "10",
                "99999999999999999999999",
                "v1",
                "v2",
                "v10");
        List<String> versions = new ArrayList<>(ordered);
        Collections.reverse(versions);
        versions.sort(VersionOrder.NATURAL);
        assertThat(versions).isEqualTo(ordered);
    }

    @Property
    void differentVersions_areNotEqual(@ForAll @Version String one, @ForAll @Version String other) {
        assertThat(VersionOrder.NATURAL.compare(one, other) == 0).isEqualTo(one.equals(other));
        assertThat(Integer.signum(VersionOrder.NATURAL.compare(one, other)))
                .isEqualTo(-Integer.signum(VersionOrder.NATURAL.compare(other, one)));
    }

    @Property
    void anyInitialOrder_isSortedTheSame(
            @ForAll @Version String one, @ForAll @Version String two, @ForAll @Version String three) {
        if (VersionOrder.NATURAL.compare(one, two) < 0 && VersionOrder.NATURAL.compare(two, three) < 0) {
            assertThat(VersionOrder.NATURAL.compare(one, three)).isNegative();
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @Chars({'0', '1', '9', '.', '-', 'v', 'b'})
    @StringLength(min = 1, max = 6)
    private @interface Version {}
}
