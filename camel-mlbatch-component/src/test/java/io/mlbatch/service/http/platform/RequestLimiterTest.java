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
package io.mlbatch.service.http.platform;

import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.security.Caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RequestLimiterTest {

    private static final Caller ANNA = new Caller("anna", Set.of());
    private static final Caller BERT = new Caller("bert", Set.of());

    private final RequestLimiter gate = new RequestLimiter(8);

    @Test
    void callersWithoutANameShareAllPlaces() {
        fill(Caller.ANYONE, 8);
        assertThat(gate.enter(Caller.ANYONE)).isEmpty();
    }

    @Test
    void callerWithAName_leavesAPlaceForOthers() {
        fill(ANNA, 6);
        assertThat(gate.enter(ANNA)).isEmpty();

        fill(BERT, 2);
        assertThat(gate.enter(BERT)).isEmpty();
    }

    @Test
    void placeIsFreeOnlyWhenAllOfItsHoldersHaveReleasedIt() {
        fill(Caller.ANYONE, 7);
        RequestPermit last = gate.enter(Caller.ANYONE).orElseThrow();
        last.hold();

        last.release();
        assertThat(gate.enter(Caller.ANYONE)).isEmpty();

        last.release();
        assertThat(gate.enter(Caller.ANYONE)).isPresent();
    }

    @Test
    void refusedRequestIsToldWhenToTryAgain() {
        fill(Caller.ANYONE, 8);
        HttpResponse refusal = gate.hold(Caller.ANYONE, () -> HttpResponse.json(200, new byte[0]));
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void requestThatFails_releasesItsPlace() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> gate.hold(ANNA, () -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
        }
        fill(ANNA, 6);
    }

    private void fill(Caller caller, int places) {
        for (int i = 0; i < places; i++) {
            Optional<RequestPermit> place = gate.enter(caller);
            assertThat(place).as("place " + i).isPresent();
        }
    }
}
