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

import java.util.Arrays;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BatchStateTest {

    @ParameterizedTest
    @CsvSource({
        "PENDING, Pending, pending, false",
        "READY, Ready, ready, false",
        "IN_PROGRESS, InProgress, inProgress, false",
        "COMPLETE, Complete, complete, true",
        "FAILED, Failed, failed, true",
        "CANCELED, Canceled, canceled, true",
        "UNKNOWN, Unknown, unknown, false"
    })
    void state_hasWireNameTextAndEnd(BatchState state, String wireName, String text, boolean terminal) {
        assertThat(state.wireName()).isEqualTo(wireName);
        assertThat(state).hasToString(text);
        assertThat(state.isTerminal()).isEqualTo(terminal);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void anyLetterCase_isParsed(BatchState state) {
        assertThat(Arrays.asList(
                        BatchState.parse(state.wireName()),
                        BatchState.parse(state.toString()),
                        BatchState.parse(state.wireName().toUpperCase(Locale.ROOT)),
                        BatchState.parse(state.wireName().toLowerCase(Locale.ROOT))))
                .containsOnly(state);
    }

    @Test
    void bothSpellingsOfCanceled_areParsed_withBlanksAround() {
        assertThat(BatchState.parse("Cancelled")).isEqualTo(BatchState.CANCELED);
        assertThat(BatchState.parse("CANCELLED")).isEqualTo(BatchState.CANCELED);
        assertThat(BatchState.parse(" complete\n")).isEqualTo(BatchState.COMPLETE);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Done", "in progress", "IN_PROGRESS", "Unknown"})
    void unknownState_isNamedWithTheKnownOnes(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchState.parse(text))
                .withMessage("Unknown batch state '" + text
                        + "': the states are pending, ready, inProgress, complete, failed, canceled");
        assertThat(BatchState.find(text)).isEqualTo(BatchState.UNKNOWN);
    }
}
