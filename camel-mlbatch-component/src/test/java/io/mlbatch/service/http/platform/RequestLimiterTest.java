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

import java.util.ArrayList;
import java.util.List;
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

    private final RequestLimiter limiter = new RequestLimiter(8);

    @Test
    void anonymousCallers_shareAllPermits() {
        fill(Caller.ANYONE, 8);
        assertThat(limiter.acquire(Caller.ANYONE)).isEmpty();
    }

    @Test
    void namedCaller_leavesPermitsForOthers() {
        fill(ANNA, 6);
        assertThat(limiter.acquire(ANNA)).isEmpty();

        fill(BERT, 2);
        assertThat(limiter.acquire(BERT)).isEmpty();
    }

    @Test
    void permit_isReturnedWhenAllHoldersHaveReleasedIt() {
        fill(Caller.ANYONE, 7);
        RequestPermit last = limiter.acquire(Caller.ANYONE).orElseThrow();
        last.retain();

        last.release();
        assertThat(limiter.acquire(Caller.ANYONE)).isEmpty();

        last.release();
        assertThat(limiter.acquire(Caller.ANYONE)).isPresent();
    }

    @Test
    void waitingCallers_getFreePermitsInTurns() {
        List<String> served = new ArrayList<>();
        List<RequestPermit> held = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            held.add(limiter.acquire(Caller.ANYONE).orElseThrow());
        }
        for (Caller caller : List.of(ANNA, ANNA, ANNA, BERT)) {
            limiter.acquire(caller, permit -> served.add(caller.name()));
        }
        assertThat(served).isEmpty();
        held.subList(0, 3).forEach(RequestPermit::release);
        assertThat(served).containsExactly("anna", "bert", "anna");
        held.get(3).release();
        assertThat(served).containsExactly("anna", "bert", "anna", "anna");
        limiter.acquire(BERT, permit -> served.add("later"));
        assertThat(served).doesNotContain("later");
    }

    @Test
    void rejectedRequest_getsRetryAfter() {
        fill(Caller.ANYONE, 8);
        HttpResponse rejection = limiter.withPermit(Caller.ANYONE, () -> HttpResponse.json(200, new byte[0]));
        assertThat(rejection.status()).isEqualTo(503);
        assertThat(rejection.headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void failingRequest_returnsItsPermit() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> limiter.withPermit(ANNA, () -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
        }
        fill(ANNA, 6);
    }

    private void fill(Caller caller, int permits) {
        for (int i = 0; i < permits; i++) {
            Optional<RequestPermit> permit = limiter.acquire(caller);
            assertThat(permit).as("permit " + i).isPresent();
        }
    }
}
