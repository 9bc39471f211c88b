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
package io.mlbatch.camel.output;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.camel.input.InputOptions;
import io.mlbatch.camel.input.RecordFormat;
import io.mlbatch.camel.input.RecordSources;
import io.mlbatch.camel.input.TextHints;
import io.mlbatch.client.RecordSource.Records;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.RecordEncoder;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.protocol.json.BatchResponseJson;
import io.mlbatch.protocol.objects.ObjectMapping;
import io.mlbatch.protocol.spool.SpoolException;
import io.mlbatch.protocol.spool.SpoolFactory;
import io.mlbatch.testing.client.Samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class CsvTest {

    private static final List<Parameter> DECLARED = List.of(
            new Parameter("score", ParameterType.NUMERIC),
            new Parameter("answer", ParameterType.DATA_FRAME),
            new Parameter("fine", ParameterType.LOGICAL),
            new Parameter("model", ParameterType.CHARACTER),
            new Parameter("count", ParameterType.INTEGER));

    /** A complete batch of these results; a {@code String} is the error of a record that failed. */
    private static BatchResponse batch(Object... outputsOrErrors) {
        ServiceResponse[] results = new ServiceResponse[outputsOrErrors.length];
        for (int i = 0; i < results.length; i++) {
            boolean success = outputsOrErrors[i] instanceof Map;
            Map<String, Object> outputs = new LinkedHashMap<>();
            if (success) {
                ((Map<?, ?>) outputsOrErrors[i]).forEach((name, value) -> outputs.put((String) name, value));
            }
            String error = success ? "" : (String) outputsOrErrors[i];
            results[i] = new ServiceResponse(i, success, error, "", outputs, List.of(), DECLARED);
        }
        return Samples.complete(Arrays.asList(results));
    }

    private static String csv(Object... outputsOrErrors) throws IOException {
        return new String(new Csv(batch(outputsOrErrors)).stream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Map<String, Object> outputs(String name, Object value) {
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put(name, value);
        return outputs;
    }

    @Test
    void header_isTheFirstLineAndLinesEndWithCrLf() throws IOException {
        assertThat(csv(Map.of("score", 0.5), "object 'hp' not found"))
                .isEqualTo("index,success,error,score\r\n0,TRUE,,0.5\r\n1,FALSE,object 'hp' not found,\r\n");
    }

    @Test
    void batchWithoutResults_isTheFixedHeader() throws IOException {
        assertThat(csv()).isEqualTo("index,success,error\r\n");
    }

    @Test
    void header_hasTheColumnsOfAllResultsInDeclaredOrder() throws IOException {
        assertThat(csv(
                        Map.of("extra", 1),
                        Map.of("count", 2),
                        Map.of("answer", Map.of("vs", List.of(3))),
                        Map.of("answer", Map.of("am", List.of(4)), "score", 5)))
                .isEqualTo("""
                        index,success,error,score,answer.vs,answer.am,count,extra
                        0,TRUE,,,,,,1
                        1,TRUE,,,,,2,
                        2,TRUE,,,3,,,
                        3,TRUE,,5.0,,4,,
                        """.replace("\n", "\r\n"));
    }

    @Test
    void dataFrameOfManyRows_isALineForEach() throws IOException {
        assertThat(csv(Map.of("answer", Map.of("am", Arrays.asList(0.5, null, "NaN")))))
                .isEqualTo("""
                        index,success,error,answer.am
                        0,TRUE,,0.5
                        0,TRUE,,
                        0,TRUE,,NaN
                        """.replace("\n", "\r\n"));
    }

    @Test
    void nestedValues_areJson() throws IOException {
        assertThat(csv(
                        Map.of("matrix", List.of(List.of(1, 2), List.of(3, "NaN"))),
                        outputs("answer", Map.of("a", List.of(1, 2), "b", 1))))
                .contains("\"[[1,2],[3,\"\"NaN\"\"]]\"")
                .contains("\"\"a\"\":[1,2]");
    }

    @Test
    void texts_areWrittenUnchanged() throws IOException {
        assertThat(csv(Map.of("model", "=1+1"), Map.of("model", "#N/A"), Map.of("model", " é\uD83D\uDE00 ")))
                .contains(",=1+1\r\n")
                .contains("#N/A")
                .contains(", é\uD83D\uDE00 \r\n");
    }

    @Test
    void halfASurrogatePair_isAQuestionMark() throws IOException {
        assertThat(csv(Map.of("model", "a\uD83Db"))).contains(",a?b\r\n");
    }

    @Test
    void values_areReadBackUnchangedByTheInput() throws IOException {
        List<Map<String, Object>> written = List.of(
                Map.of("score", Double.NaN, "fine", true, "model", "a \"b\",\r\nc", "count", 3),
                Map.of("score", Double.POSITIVE_INFINITY, "fine", false, "model", "x", "count", -4_000_000_000L),
                Map.of("score", Double.NEGATIVE_INFINITY, "fine", true, "model", "y", "count", 0),
                Map.of("score", 1.0E-300, "fine", true, "model", "z", "count", 1));
        List<Parameter> singles = DECLARED.stream()
                .filter(parameter -> parameter.type() != ParameterType.DATA_FRAME)
                .toList();
        RecordEncoder encoder = new RecordEncoder(singles, true);

        Csv csv = new Csv(batch(written.toArray()));
        TextHints hints = new TextHints(
                InputOptions.of(RecordFormat.auto, "UTF-16", ";", ",", "'", null, null), null, null, null, null);
        try (Records records = RecordSources.of(csv, hints, ObjectMapping.byDefault(), other -> null)
                .open()) {
            for (Map<String, Object> expected : written) {
                Map<String, Object> read = encoder.encode(0, records.next());
                assertThat(read.get("score")).isEqualTo(expected.get("score"));
                assertThat(read.get("fine")).isEqualTo(expected.get("fine"));
                assertThat(read.get("model")).isEqualTo(expected.get("model"));
                assertThat(((Number) read.get("count")).longValue())
                        .isEqualTo(((Number) expected.get("count")).longValue());
            }
            assertThat(records.hasNext()).isFalse();
        }
    }

    @Test
    void csv_isEncodedOnDemand() throws IOException {
        InputStream csv = new Csv(batch(Map.of("score", 1), collision())).stream();

        assertThat(csv.readNBytes(25)).asString().isEqualTo("index,success,error,score");
    }

    @Test
    void failedStream_failsAgainInsteadOfEnding() throws IOException {
        InputStream csv = new Csv(batch(Map.of("score", 1), collision(), Map.of("score", 2))).stream();
        String whole = "index,success,error,score,answer.am\r\n0,TRUE,,1.0,\r\n";
        assertThat(csv.readNBytes(whole.length())).asString().isEqualTo(whole);

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatIllegalStateException().isThrownBy(csv::read).withMessageContaining("'answer.am'");
        }
        csv.reset();
        assertThat(csv.readNBytes(whole.length())).asString().isEqualTo(whole);
    }

    private static Map<String, Object> collision() {
        Map<String, Object> outputs = outputs("answer", Map.of("am", List.of(1)));
        outputs.put("answer.am", 2);
        return outputs;
    }

    @Test
    void deletedSpoolFile_isAnIoErrorOnEveryRead(@TempDir Path folder) throws IOException {
        BatchResponse inMemory = batch(Map.of("score", 1));
        BatchResponse onDisk = BatchResponseJson.read(
                BatchResponseJson.stream(inMemory), Samples.EXECUTION, DECLARED, new SpoolFactory(0, folder));
        InputStream csv = new Csv(onDisk).stream();
        onDisk.close();

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatExceptionOfType(SpoolException.class).isThrownBy(csv::read);
        }
    }

    @Test
    void toString_namesTheExecutionWithoutContent() {
        assertThat(new Csv(batch(Map.of("score", 1))))
                .hasToString("Csv[BatchResponse[TxService/1.0, " + Samples.EXECUTION.value() + ", complete, 1 of 1]]");
    }

    @Test
    void resetStream_isReadFromItsStart() throws IOException {
        InputStream csv = new Csv(batch(Map.of("score", 1))).stream();
        String whole = "index,success,error,score\r\n0,TRUE,,1.0\r\n";
        assertThat(csv.readNBytes(30)).hasSize(30);
        assertThat(csv.readAllBytes()).asString().isEqualTo(whole.substring(30));
        assertThat(csv.read()).isEqualTo(-1);

        csv.reset();

        assertThat(csv.readAllBytes()).asString().isEqualTo(whole);
    }
}
