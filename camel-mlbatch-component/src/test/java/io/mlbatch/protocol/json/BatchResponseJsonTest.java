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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.Results;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.testing.Responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BatchResponseJsonTest {

    private static final ExecutionId ID = new ExecutionId(new ServiceId("TxService", "1.0"), "9c6be3d2");
    private static final BatchStatus STATUS = new BatchStatus(BatchState.IN_PROGRESS, 2, 5, 10);

    private static ServiceResponse result(int index) {
        return new ServiceResponse(
                index, true, "", "", Map.of("answer", index), List.of("a" + index + ".csv"), List.of());
    }

    private static BatchResponse read(String text) throws IOException {
        return BatchResponseJson.read(Texts.stream(text), ID, List.of());
    }

    @Test
    void responseOfAServer_isRead() throws IOException {
        String answer = """
                {"state":"Complete","completedItemCount":2,"totalItemCount":2,"parallelCount":10,"batchExecutionResults":[
                 {"success":true,"errorMessage":"","consoleOutput":"[1] 1\\n","changedFiles":["answer.csv"],
                  "outputParameters":{"answer":0.592204}},
                 {"success":false,"errorMessage":"no hp","consoleOutput":"","changedFiles":[],"outputParameters":{}}]}
                """;
        List<Parameter> outputs = List.of(new Parameter("answer", ParameterType.NUMERIC));

        BatchResponse response = BatchResponseJson.read(Texts.stream(answer), ID, outputs);

        assertThat(response.executionId()).isEqualTo(ID);
        assertThat(response.status()).isEqualTo(new BatchStatus(BatchState.COMPLETE, 2, 2, 10));
        assertThat(response)
                .containsExactly(
                        new ServiceResponse(
                                0, true, "", "[1] 1\n", Map.of("answer", 0.592204), List.of("answer.csv"), outputs),
                        new ServiceResponse(1, false, "no hp", "", Map.of(), List.of(), outputs));
    }

    @Test
    void counts_areReadAsNumbersAndAsTexts() throws IOException {
        assertThat(
                        read("{\"state\":\"ready\",\"completedItemCount\":\"1\",\"totalItemCount\":\"5\",\"parallelCount\":2}")
                                .status())
                .isEqualTo(new BatchStatus(BatchState.READY, 1, 5, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "2.0", "\"2\"", "\"2.0\"", "2e0", "\" 2 \""})
    void wholeNumberInAnyForm_isACount(String two) throws IOException {
        String counts = "\"completedItemCount\":" + two + ",\"totalItemCount\":" + two + ",\"parallelCount\":" + two;

        assertThat(read("{\"state\":\"ready\"," + counts + "}").status())
                .isEqualTo(new BatchStatus(BatchState.READY, 2, 2, 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"state\":\"Paused\"} | state 'Paused'",
                "{\"state\":4} | state '4'",
                "{\"state\":null} | no state",
                "{\"state\":{\"a\":1}} | no state",
                "{\"totalItemCount\":5} | no state",
                "{\"state\":\"a\\nb\"} | state 'a?b'"
            })
    void stateThatIsNotOne_isUnknownAndNotTerminal(String text, String unreadable) throws IOException {
        BatchStatus status = read(text).status();

        assertThat(status.state()).isEqualTo(BatchState.UNKNOWN);
        assertThat(status.state().isTerminal()).isFalse();
        assertThat(status.unreadable()).isEqualTo(unreadable);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"many\"", "2.5", "-1", "99999999999", "true", "1e99"})
    void countThatIsNotOne_isZeroAndNamed(String count) throws IOException {
        BatchStatus status =
                read("{\"state\":\"ready\",\"totalItemCount\":" + count + "}").status();

        assertThat(status.totalItemCount()).isZero();
        assertThat(status.unreadable()).isEqualTo("totalItemCount '" + count.replace("\"", "") + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | the batch result has neither state nor completedItemCount nor totalItemCount",
                "{\"error\":\"maintenance\"} | "
                        + "the batch result has neither state nor completedItemCount nor totalItemCount",
                "null | the batch result: expected an object, found null at line 1, column 1",
                "[] | the batch result: expected an object, found an array at line 1, column 1",
                "`` | the batch result is empty",
                "{\"state\":\"ready\",\"batchExecutionResults\":{}} | the batch result, batchExecutionResults: "
                        + "expected an array, found an object at line 1, column 42",
                "{\"state\":\"ready\",\"batchExecutionResults\":[7]} | the result of a record: "
                        + "expected an object, found a number at line 1, column 43",
            })
    void otherDocument_isMalformed_withTheReason(String text, String message) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(text))
                .withMessage(message);
    }

    @Test
    void responseCutAtAnyPlace_isMalformed() throws IOException {
        String whole = "{\"state\":\"Complete\",\"batchExecutionResults\":[null,{\"success\":true,"
                + "\"changedFiles\":[\"a\"],\"outputParameters\":{\"a\":[1,{\"b\":2}]}}],\"x\":[{}],\"totalItemCount\":2}";
        assertThat(read(whole).totalItemCount()).isEqualTo(2);

        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatExceptionOfType(MalformedJsonException.class).as(cut).isThrownBy(() -> read(cut));
        }
    }

    @Test
    void stream_writesTheFormThatServersSend() throws IOException {
        BatchResponse response = Responses.of(ID, STATUS, List.of(result(0)));

        assertThat(Texts.text(BatchResponseJson.stream(response).readAllBytes()))
                .isEqualTo(
                        "{\"state\":\"InProgress\",\"completedItemCount\":2,\"totalItemCount\":5,"
                                + "\"parallelCount\":10,\"batchExecutionResults\":[{\"success\":true,\"errorMessage\":\"\","
                                + "\"consoleOutput\":\"\",\"changedFiles\":[\"a0.csv\"],\"outputParameters\":{\"answer\":0}}]}");
    }

    @Test
    void unknownParallelCount_isOmitted() throws IOException {
        BatchStatus status = new BatchStatus(BatchState.PENDING, 0, 3, 0);

        assertThat(Texts.text(BatchResponseJson.stream(Responses.of(ID, status, List.of()))
                        .readAllBytes()))
                .isEqualTo("{\"state\":\"Pending\",\"completedItemCount\":0,\"totalItemCount\":3,"
                        + "\"batchExecutionResults\":[]}");
    }

    @Test
    void streamWithGaps_isReadBack() throws IOException {
        BatchResponse response = Responses.of(ID, STATUS, Arrays.asList(null, null, result(2), null, result(4), null));

        BatchResponse back = BatchResponseJson.read(BatchResponseJson.stream(response), ID, List.of());

        assertThat(back.status()).isEqualTo(STATUS);
        assertThat(back).containsExactly(result(2), result(4));
        for (int index = 0; index < 6; index++) {
            assertThat(back.hasExecution(index)).as("record " + index).isEqualTo(response.hasExecution(index));
        }
    }

    @Test
    void streamOfEncodedResults_writesNullForAGap() throws IOException {
        Iterator<byte[]> results =
                Arrays.asList(null, ServiceResponseJson.write(result(1)), null).iterator();

        BatchResponse back = BatchResponseJson.read(BatchResponseJson.stream(STATUS, results), ID, List.of());

        assertThat(back).containsExactly(result(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 200})
    void results_areFetchedOnlyWhenTheyAreRead(int bytes) throws IOException {
        AtomicInteger taken = new AtomicInteger();
        Iterator<byte[]> results = IntStream.range(0, 1000)
                .peek(i -> taken.incrementAndGet())
                .mapToObj(i -> ServiceResponseJson.write(result(i)))
                .iterator();

        try (InputStream in = BatchResponseJson.stream(STATUS, results)) {
            assertThat(in.readNBytes(bytes)).hasSize(bytes);
        }

        assertThat(taken).hasValueLessThan(5);
    }

    private static final String SPACED = """
            { "state" : "Complete" , "x" : "é€😀" , "batchExecutionResults" : [ null ,
              { "success" : true , "outputParameters" : { "answer" : "é€😀" } } ,null, null , { "success":true,
              "outputParameters":{"answer":[{"a":"}"}]} } ,null ] , "totalItemCount" : 6 }""";

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000})
    void resultsAreFoundWhereTheyAre_inMemoryAndOnDisk(int threshold, @TempDir Path folder) throws IOException {
        SpoolFactory spooling = new SpoolFactory(threshold, folder);
        try (BatchResponse response = BatchResponseJson.read(Texts.stream(SPACED), ID, List.of(), spooling)) {
            assertThat(response.results().isOnDisk()).isEqualTo(threshold < 1000);
            assertThat(response).extracting(ServiceResponse::index).containsExactly(1, 4);
            assertThat(response.execution(1).output("answer")).isEqualTo("é€😀");
            assertThat(response.execution(4).output("answer")).isEqualTo(List.of(Map.of("a", "}")));
            assertThat(IntStream.range(-1, 8).filter(response::hasExecution)).containsExactly(1, 4);
            assertThat(BatchResponseJson.read(BatchResponseJson.stream(response), ID, List.of()))
                    .containsExactlyElementsOf(response);
        }
    }

    @Test
    void closedResponse_removesItsResultsFromTheDisk(@TempDir Path folder) throws IOException {
        BatchResponse response =
                BatchResponseJson.read(Texts.stream(SPACED), ID, List.of(), new SpoolFactory(0, folder));
        response.close();

        assertThat(folder).isEmptyDirectory();
        assertThat(response.totalItemCount()).isEqualTo(6);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> response.execution(1))
                .withMessageContaining("it exists until the exchange ends");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(response::iterator);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> BatchResponseJson.stream(response).readAllBytes());
    }

    @Test
    void responseWithoutResults_needsNoDisk(@TempDir Path folder) throws IOException {
        String pending = "{\"state\":\"Pending\",\"batchExecutionResults\":[]}";
        BatchResponse response =
                BatchResponseJson.read(Texts.stream(pending), ID, List.of(), new SpoolFactory(0, folder));

        assertThat(response.results()).isSameAs(Results.NONE);
        assertThat(response.results().isOnDisk()).isFalse();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void brokenResponse_leavesNothingOnTheDisk(@TempDir Path folder) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> BatchResponseJson.read(
                        Texts.stream(SPACED.substring(0, 150)), ID, List.of(), new SpoolFactory(0, folder)));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void byteOrderMark_shiftsNothing() throws IOException {
        BatchResponse response = read("\uFEFF" + SPACED);

        assertThat(response.execution(1).output("answer")).isEqualTo("é€😀");
        assertThat(response).hasSize(2);
    }

    @Test
    void otherEncodingThanUtf8_isMalformed() {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> BatchResponseJson.read(
                        new ByteArrayInputStream(SPACED.getBytes(StandardCharsets.UTF_16)), ID, List.of()))
                .withMessage("the batch result is not in UTF-8");
    }

    @Test
    void resultsOfManyPages_areFoundByIndex() throws IOException {
        int count = 3000;
        Iterator<byte[]> results = IntStream.range(0, count)
                .mapToObj(i -> i % 7 == 3 ? null : ServiceResponseJson.write(result(i)))
                .iterator();

        BatchResponse response = BatchResponseJson.read(BatchResponseJson.stream(STATUS, results), ID, List.of());

        for (int i = 0; i < count; i++) {
            assertThat(response.hasExecution(i)).as("record " + i).isEqualTo(i % 7 != 3);
            if (i % 7 != 3) {
                assertThat(response.execution(i)).isEqualTo(result(i));
            }
        }
        assertThat(response).hasSize(2571);
    }
}
