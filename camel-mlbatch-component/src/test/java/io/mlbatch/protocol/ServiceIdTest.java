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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ServiceIdTest {

    @Test
    void parsedId_hasNameAndVersion_andPrintsThem() {
        ServiceId id = ServiceId.parse("TxService/1.0");

        assertThat(id).isEqualTo(new ServiceId("TxService", "1.0"));
        assertThat(id).hasToString("TxService/1.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "TxService", "TxService/", "/1.0", " /1.0", "TxService/ ", "a/b/c", "TxService/1.0/", "/"})
    void otherForm_isRejected_withTheTextAndTheForm(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceId.parse(text))
                .withMessage("A service is given as name/version, like TxService/1.0, not as '" + text + "'");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t"})
    void missingNameOrVersion_isNamed(String missing) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServiceId(missing, "1.0"))
                .withMessage("The service name is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServiceId("TxService", missing))
                .withMessage("The service version is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "/b", "a/"})
    void slash_isRejected(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServiceId(name, "1.0"))
                .withMessage("The service name '" + name + "' has a character that is not allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\0", "\u007f", "\u0085", "\u009b"})
    void controlCharacter_isRejected_andNotInTheMessage(String control) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServiceId("a" + control + "b", "1.0"))
                .withMessage("The service name 'a?b' has a character that is not allowed");
    }

    @Test
    void executionId_hasTheSameRules_andPrintsTheServersIdentifier() {
        ServiceId service = new ServiceId("TxService", "1.0");

        assertThat(new ExecutionId(service, "9c6be3d2")).hasToString("9c6be3d2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExecutionId(service, " "))
                .withMessage("The execution id is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExecutionId(service, "../login"))
                .withMessage("The execution id '../login' has a character that is not allowed");
    }

    @Test
    void sameIdentifierOfTwoServices_isTwoExecutions() {
        assertThat(new ExecutionId(new ServiceId("a", "1"), "x"))
                .isEqualTo(new ExecutionId(new ServiceId("a", "1"), "x"))
                .isNotEqualTo(new ExecutionId(new ServiceId("a", "2"), "x"));
    }
}
