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
package io.mlbatch.protocol.json;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.ServiceId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StartedJsonTest {

    private static final ServiceId SERVICE = new ServiceId("TxService", "1.0");

    private static ExecutionId read(String text) throws IOException {
        return StartedJson.read(Texts.stream(text), SERVICE);
    }

    @Test
    void execution_belongsToTheRequestedService() throws IOException {
        assertThat(read("{\"name\":\"txservice\",\"version\":\"v1.0\",\"batchExecutionId\":\"9c6b\"}"))
                .isEqualTo(new ExecutionId(SERVICE, "9c6b"));
    }

    @Test
    void writtenResponse_hasBothSpellings_andIsReadBack() throws IOException {
        ExecutionId id = new ExecutionId(SERVICE, "9c6b");
        String written = Texts.text(StartedJson.write(id));

        assertThat(written)
                .isEqualTo("{\"name\":\"TxService\",\"version\":\"1.0\",\"batchExecutionId\":\"9c6b\","
                        + "\"BatchExecutionId\":\"9c6b\"}");
        assertThat(read(written)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"batchExecutionId\":null}", "{\"batchExecutionId\":{\"id\":\"x\"}}"})
    void responseWithoutAnId_isMalformed(String text) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(text))
                .withMessage("the response to start has no batchExecutionId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "../../login", "a\\nb"})
    void idThatNoPathCanContain_isMalformed(String id) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read("{\"batchExecutionId\":\"" + id + "\"}"))
                .withMessageStartingWith("the response to start: The execution id ")
                .withCauseInstanceOf(IllegalArgumentException.class);
    }
}
