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
package io.mlbatch.camel.watch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.mlbatch.camel.watch.WatchedExecution.Phase;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.client.Samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ListingTest {

    private final Map<ExecutionId, WatchedExecution> watched = new HashMap<>();

    private static ExecutionId id(int number) {
        return new ExecutionId(Samples.SERVICE, "e" + number);
    }

    private WatchedExecution watch(int number, Phase phase) {
        WatchedExecution execution = new WatchedExecution(id(number), number, null);
        execution.enter(phase);
        watched.put(execution.id(), execution);
        return execution;
    }

    private static void list(Listing listing, int from, int to) {
        listing.read(each -> IntStream.range(from, to).mapToObj(ListingTest::id).forEach(each));
    }

    @Test
    void listedExecutions_areHeldOrFoundInTheServersOrder() {
        WatchedExecution held = watch(2, Phase.WAITING);
        WatchedExecution deleted = watch(9, Phase.WAITING);
        Listing listing = new Listing(watched);

        list(listing, 1, 5);

        assertThat(listing.holds(held)).isTrue();
        assertThat(listing.holds(deleted)).isFalse();
        assertThat(listing.found()).containsExactly(id(1), id(3), id(4));
    }

    @Test
    void listThatIsReadAgain_isReadAnew() {
        WatchedExecution held = watch(2, Phase.WAITING);
        Listing listing = new Listing(watched);
        list(listing, 1, 5);

        list(listing, 3, 4);

        assertThat(listing.holds(held)).isFalse();
        assertThat(listing.found()).containsExactly(id(3));
    }

    @Test
    void idsThatComeTwice_areFoundOnce() {
        Listing listing = new Listing(watched, 1, 10);

        listing.read(each -> List.of(id(1), id(1)).forEach(each));

        assertThat(listing.found()).containsExactly(id(1));
        assertThat(listing.left()).isZero();
    }

    @Test
    void executionsBeyondTheLimit_waitForOthersAndAreLoggedOnce() {
        WatchedExecution first = watch(0, Phase.WAITING);
        watch(1, Phase.DONE);
        Listing listing = new Listing(watched, 2, 10);

        try (CapturedLog log = new CapturedLog()) {
            list(listing, 0, 5);
            assertThat(listing.found()).containsExactly(id(2));
            assertThat(listing.left()).isEqualTo(2);
            first.enter(Phase.DONE);
            list(listing, 0, 5);
            assertThat(listing.found()).containsExactly(id(2), id(3));
            assertThat(log.text().lines()).singleElement().asString().contains("2 are left");
        }
    }

    @Test
    void doneExecutions_countAgainstTheLimitOfKnownOnes() {
        IntStream.range(0, 3).forEach(number -> watch(number, Phase.DONE));
        Listing listing = new Listing(watched, 10, 4);

        try (CapturedLog log = new CapturedLog()) {
            list(listing, 0, 6);
            assertThat(log.text()).contains("2 are left");
        }

        assertThat(listing.found()).containsExactly(id(3));
    }

    @Test
    void listThatFails_isPassedOn() {
        Listing listing = new Listing(watched);

        assertThatIllegalStateException()
                .isThrownBy(() -> listing.read(each -> {
                    throw new IllegalStateException("no list");
                }));
    }
}
