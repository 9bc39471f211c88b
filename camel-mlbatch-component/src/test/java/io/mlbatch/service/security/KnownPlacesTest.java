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
package io.mlbatch.service.security;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.mlbatch.testing.VirtualTime;

import static org.assertj.core.api.Assertions.assertThat;

class KnownPlacesTest {

    private final VirtualTime clock = new VirtualTime();
    private final KnownPlaces places = new KnownPlaces(clock);

    @Test
    void placeOfALogin_isKnownForThatUserAlone() {
        places.succeeded("anna", "a");
        assertThat(places.contains("anna", "a")).isTrue();
        assertThat(places.contains("anna", "b")).isFalse();
        assertThat(places.contains("bert", "a")).isFalse();
    }

    @Test
    void place_isForgottenThirtyDaysAfterTheLastLogin() {
        places.succeeded("anna", "a");
        clock.advance(Duration.ofDays(20));
        places.failed("anna", "a");
        places.succeeded("anna", "a");
        clock.advance(Duration.ofDays(30).minusMillis(1));
        places.failed("anna", "a");
        assertThat(places.contains("anna", "a")).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(places.contains("anna", "a")).isFalse();
    }

    @Test
    void place_isForgottenAfterAHundredFailuresInARow() {
        places.succeeded("anna", "a");
        fail(99);
        places.succeeded("anna", "a");
        fail(99);
        assertThat(places.contains("anna", "a")).isTrue();
        fail(1);
        assertThat(places.contains("anna", "a")).isFalse();
        assertThat(places.size()).isZero();
    }

    @Test
    void failureAtAnUnknownPlace_isNotRemembered() {
        places.failed("anna", "a");
        assertThat(places.size()).isZero();
    }

    @Test
    void leastRecentlyUsedPlaceOfAUser_isForgottenFirst() {
        for (int i = 0; i < KnownPlaces.MAX_PLACES; i++) {
            places.succeeded("anna", "place" + i);
        }
        assertThat(places.contains("anna", "place0")).isTrue();
        places.succeeded("anna", "another");
        assertThat(places.contains("anna", "place0")).isTrue();
        assertThat(places.contains("anna", "place1")).isFalse();
    }

    @Test
    void leastRecentlyUsedName_isForgottenFirst() {
        for (int i = 0; i <= KnownPlaces.MAX_NAMES; i++) {
            places.succeeded("user" + i, "a");
        }
        assertThat(places.size()).isEqualTo(KnownPlaces.MAX_NAMES);
        assertThat(places.contains("user0", "a")).isFalse();
        assertThat(places.contains("user1", "a")).isTrue();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            places.failed("anna", "a");
        }
    }
}
