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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.testing.Responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BatchResponseTest {

    private static final ExecutionId ID = new ExecutionId(new ServiceId("TxService", "1.0"), "9c6be3d2");
    private static final BatchStatus STATUS = new BatchStatus(BatchState.IN_PROGRESS, 2, 4, 10);

    private final ServiceResponse first = result(0);
    private final ServiceResponse third = result(2);
    private final BatchResponse response = Responses.of(ID, STATUS, Arrays.asList(first, null, third));

    private static ServiceResponse result(int index) {
        return new ServiceResponse(index, true, "", "", Map.of(), List.of(), List.of());
    }

    @Test
    void status_isPrintedFieldByField() {
        assertThat(response.api()).isEqualTo(ID.service());
        assertThat(response.executionId()).isEqualTo(ID);
        assertThat(response.status()).isEqualTo(STATUS);
        assertThat(response.state()).isEqualTo(BatchState.IN_PROGRESS);
        assertThat(response.completedItemCount()).isEqualTo(2);
        assertThat(response.totalItemCount()).isEqualTo(4);
        assertThat(response.parallelCount()).isEqualTo(10);
        assertThat(response).hasToString("BatchResponse[TxService/1.0, 9c6be3d2, inProgress, 2 of 4]");
    }

    @Test
    void result_isFoundByTheIndexOfItsRecord() {
        assertThat(response.hasExecution(0)).isTrue();
        assertThat(response.execution(0)).isEqualTo(first);
        assertThat(response.hasExecution(2)).isTrue();
        assertThat(response.execution(2)).isEqualTo(third);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 3, 4, Integer.MAX_VALUE})
    void missingResult_isNamedWithTheStateOfTheExecution(int index) {
        assertThat(response.hasExecution(index)).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> response.execution(index))
                .withMessage("Execution 9c6be3d2 of TxService/1.0 has no result for record " + index
                        + " (inProgress, 2 of 4 records completed)");
    }

    @Test
    void iteration_skipsMissingResults() {
        assertThat(response).containsExactly(first, third);
    }

    @Test
    void withoutResults_keepsOnlyTheStatus() {
        assertThat(response.withoutResults()).isEmpty();
        assertThat(response.withoutResults().status()).isEqualTo(STATUS);
        assertThat(response.withoutResults().executionId()).isEqualTo(ID);
    }

    @Test
    void laterChangesOfTheList_doNotReachTheResponse() {
        List<ServiceResponse> results = new ArrayList<>(List.of(first));
        BatchResponse copied = Responses.of(ID, STATUS, results);
        results.clear();

        assertThat(copied).containsExactly(first);
        assertThatThrownBy(() -> {
                    var iterator = copied.iterator();
                    iterator.next();
                    iterator.remove();
                })
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
