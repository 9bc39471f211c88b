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
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Results;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.spool.SpoolFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Responses with unwanted results, which are not read if the response begins with its status. */
class UnwantedResultsTest {

    private static final ExecutionId ID = new ExecutionId(new ServiceId("TxService", "1.0"), "9c6be3d2");
    private static final BatchStatus STATUS = new BatchStatus(BatchState.IN_PROGRESS, 2, 5, 0);

    private static final String STATE = "\"state\":\"InProgress\"";
    private static final String COMPLETED = "\"completedItemCount\":2";
    private static final String TOTAL = "\"totalItemCount\":5";
    private static final String PARALLEL = ",\"parallelCount\":10";
    private static final String COUNTS = STATE + "," + COMPLETED + "," + TOTAL;
    private static final String RESULTS =
            "\"batchExecutionResults\":[null,{\"success\":true,\"outputParameters\":{\"answer\":1}},{\"success\":true}]";

    private final List<BatchStatus> asked = new ArrayList<>();

    @TempDir
    private Path folder;

    private BatchResponse read(InputStream in, boolean wanted) throws IOException {
        return BatchResponseJson.read(in, ID, List.of(), new SpoolFactory(0, folder), status -> {
            asked.add(status);
            return wanted;
        });
    }

    private BatchResponse read(String text, boolean wanted) throws IOException {
        return read(Texts.stream(text), wanted);
    }

    /** The document in every order of its fields. */
    static Stream<String> orders() {
        return orders(List.of(STATE, COMPLETED, TOTAL, RESULTS)).map(fields -> "{" + String.join(",", fields) + "}");
    }

    private static Stream<List<String>> orders(List<String> fields) {
        if (fields.isEmpty()) {
            return Stream.of(List.of());
        }
        return fields.stream().flatMap(first -> {
            List<String> others = new ArrayList<>(fields);
            others.remove(first);
            return orders(others)
                    .map(rest -> Stream.concat(Stream.of(first), rest.stream()).toList());
        });
    }

    @ParameterizedTest
    @MethodSource("orders")
    void unwantedResultsInAnyOrderOfFields_areNotThere_norOnTheDisk(String answer) throws IOException {
        BatchResponse response = read(answer, false);

        assertThat(response.status()).isEqualTo(STATUS);
        assertThat(response.results()).isSameAs(Results.NONE);
        assertThat(folder).isEmptyDirectory();
        assertThat(asked).containsExactly(STATUS);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void wantedResultsInAnyOrderOfFields_areThere(String answer) throws IOException {
        try (BatchResponse response = read(answer, true)) {
            assertThat(response.status()).isEqualTo(STATUS);
            assertThat(response).hasSize(2);
            assertThat(response.execution(1).output("answer")).isEqualTo(1);
            assertThat(asked).containsExactly(STATUS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{\"success\":true}", "{\"success\":true,\"consoleOutput\":\"", "7"})
    void resultsBehindTheStatus_areNotReadOn(String first) throws IOException {
        InputStream answer = new SequenceInputStream(
                Texts.stream("{" + COUNTS + ",\"batchExecutionResults\":[" + first + " "), new Untouched());

        assertThat(read(answer, false).status()).isEqualTo(STATUS);
    }

    @Test
    void resultsBehindAPartOfTheStatus_areReadToTheirEnd() {
        InputStream answer = new SequenceInputStream(
                Texts.stream("{" + STATE + "," + TOTAL + "," + RESULTS.replace("]", ",")), new Untouched());

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read(answer, false))
                .withMessage("read on");
        assertThat(asked).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"batchExecutionResults\":null", ",\"batchExecutionResults\":[]"})
    void responseWithoutResults_isReadToItsEnd_withoutAQuestion(String none) throws IOException {
        BatchResponse response = read("{" + COUNTS + none + PARALLEL + "}", false);

        assertThat(response.status()).isEqualTo(new BatchStatus(BatchState.IN_PROGRESS, 2, 5, 10));
        assertThat(response.results()).isSameAs(Results.NONE);
        assertThat(asked).isEmpty();
    }

    @Test
    void resultsOfARecordNamedLikeTheStatus_tellNothing() throws IOException {
        String answer =
                "{\"batchExecutionResults\":[{" + COUNTS.replace("InProgress", "Complete") + "}]," + COUNTS + "}";

        read(answer, false);

        assertThat(asked).containsExactly(STATUS);
    }

    @Test
    void countThatCannotBeRead_isZeroInTheQuestion() throws IOException {
        read("{" + COUNTS.replace("2", "\"many\"") + "," + RESULTS + "}", false);

        assertThat(asked)
                .containsExactly(new BatchStatus(BatchState.IN_PROGRESS, 0, 5, 0, "completedItemCount 'many'"));
    }

    /** Fails when it is read. */
    private static final class Untouched extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("read on");
        }
    }
}
