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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CommittedExchangesTest {

    private final CommittedExchanges committed = new CommittedExchanges();

    @Test
    void sameNumberOfExchanges_keepsTheCommits() {
        assertThat(committed.expect(3)).isEqualTo(3);
        committed.add(1);

        assertThat(committed.expect(3)).isEqualTo(2);
        assertThat(committed.contains(1)).isTrue();
    }

    @Test
    void otherNumberOfExchanges_forgetsTheCommits() {
        committed.expect(3);
        committed.add(1);

        assertThat(committed.expect(2)).isEqualTo(2);
        assertThat(committed.contains(1)).isFalse();
    }
}
