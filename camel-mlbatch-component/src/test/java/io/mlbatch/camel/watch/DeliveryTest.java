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

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeliveryTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final List<String> events = new ArrayList<>();
    private final CommittedExchanges committed = new CommittedExchanges();
    private final Delivery delivery = new Delivery(
            committed, () -> events.add("committed"), () -> events.add("refused"), () -> events.add("released"));

    @Test
    void allCommitted_isKnownOnlyAfterTheLastOneAndTheEnd() {
        Synchronization first = delivery.register(0);
        Synchronization second = delivery.register(1);
        first.onComplete(exchange);
        delivery.end(true);
        assertThat(events).isEmpty();

        second.onComplete(exchange);

        assertThat(events).containsExactly("committed", "released");
        assertThat(committed.contains(0) && committed.contains(1)).isTrue();
    }

    @Test
    void exchangesDoneBeforeTheNextIsSent_doNotEndTheDelivery() {
        delivery.register(0).onComplete(exchange);
        delivery.register(1).onComplete(exchange);
        assertThat(events).isEmpty();

        delivery.end(true);

        assertThat(events).containsExactly("committed", "released");
    }

    @Test
    void failedExchange_refusesAllAndKeepsTheCommitsOfOthers() {
        delivery.register(0).onComplete(exchange);
        delivery.register(1).onFailure(exchange);
        delivery.register(2).onComplete(exchange);
        delivery.end(true);

        assertThat(events).containsExactly("refused", "released");
        assertThat(delivery.isCommitted(0)).isTrue();
        assertThat(delivery.isCommitted(1)).isFalse();
        assertThat(delivery.isCommitted(2)).isTrue();
    }

    @Test
    void incompleteDelivery_isRefused() {
        delivery.register(0).onComplete(exchange);
        delivery.end(false);

        assertThat(events).containsExactly("refused", "released");
    }

    @Test
    void failedAcknowledgment_releasesThePermit() {
        Delivery throwing = new Delivery(
                committed,
                () -> {
                    throw new IllegalStateException("meant");
                },
                () -> events.add("refused"),
                () -> events.add("released"));

        assertThatThrownBy(() -> throwing.end(true)).hasMessage("meant");

        assertThat(events).containsExactly("released");
    }

    @Test
    void permits_areAHundredAndReturnWithEachDoneExchange() {
        Synchronization first = null;
        for (int i = 0; i < 100; i++) {
            assertThat(delivery.awaitPermit(() -> true)).isTrue();
            Synchronization settlement = delivery.register(i);
            first = first == null ? settlement : first;
        }
        int[] asked = new int[1];
        assertThat(delivery.awaitPermit(() -> asked[0]++ == 0)).isFalse();

        first.onComplete(exchange);

        assertThat(delivery.awaitPermit(() -> true)).isTrue();
    }

    @Test
    void interruptedThread_doesNotAwaitAPermitAndStaysInterrupted() {
        for (int i = 0; i < 100; i++) {
            delivery.awaitPermit(() -> true);
        }
        Thread.currentThread().interrupt();

        assertThat(delivery.awaitPermit(() -> true)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void sameNumberOfExchanges_keepsTheCommits() {
        CommittedExchanges expected = new CommittedExchanges();
        assertThat(expected.expect(3)).isEqualTo(3);
        expected.add(1);

        assertThat(expected.expect(3)).isEqualTo(2);
        assertThat(expected.contains(1)).isTrue();
    }

    @Test
    void otherNumberOfExchanges_forgetsTheCommits() {
        CommittedExchanges expected = new CommittedExchanges();
        expected.expect(3);
        expected.add(1);

        assertThat(expected.expect(2)).isEqualTo(2);
        assertThat(expected.contains(1)).isFalse();
    }
}
