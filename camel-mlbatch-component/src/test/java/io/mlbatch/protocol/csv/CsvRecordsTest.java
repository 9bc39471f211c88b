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
package io.mlbatch.protocol.csv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.InvalidRecordException;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CsvRecordsTest {

    private static final List<Parameter> INPUTS = List.of(
            new Parameter("hp", ParameterType.INTEGER),
            new Parameter("wt", ParameterType.NUMERIC),
            new Parameter("model", ParameterType.CHARACTER));

    private static final CsvFormat AUTO = new CsvFormat(null, '.', '"', Set.of());
    private static final CsvFormat COMMA_DECIMAL = new CsvFormat(null, ',', '"', Set.of());

    private static CsvRecords open(String text, CsvFormat format, List<Parameter> inputs) throws IOException {
        return new CsvRecords(new BufferedReader(new StringReader(text)), format, inputs);
    }

    private static List<Map<String, Object>> read(String text, CsvFormat format) throws IOException {
        List<Map<String, Object>> read = new ArrayList<>();
        try (CsvRecords records = open(text, format, INPUTS)) {
            records.forEachRemaining(read::add);
        }
        return read;
    }

    @Test
    void decimalComma_appliesToNumbersOnly() throws IOException {
        assertThat(read("hp;wt;model;other\n1,0;-2,5e3;1,5;1,5\n", COMMA_DECIMAL))
                .containsExactly(Map.of("hp", "1.0", "wt", "-2.5e3", "model", "1,5", "other", "1,5"));
    }

    @Test
    void pointInANumberWithDecimalComma_isAnErrorAndNotAThousandth() {
        assertThatThrownBy(() -> read("hp;wt\n1;2,5\n1;1.234\n", COMMA_DECIMAL))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage("line 3: the number '1.234' in column 'wt' has a point, but the decimal is ','");
    }

    @Test
    void missingTexts_areNullInEveryColumn_quotedOrNot() throws IOException {
        Map<String, Object> missing = new HashMap<>();
        missing.put("hp", null);
        missing.put("model", null);

        assertThat(read("hp,model\nNA,\"NA\"\n-, NA \n,\n", new CsvFormat(null, '.', '"', Set.of("NA", "-", ""))))
                .containsExactly(missing, missing, missing);
        assertThat(read("hp,model\nNA,\n", AUTO)).containsExactly(Map.of("hp", "NA", "model", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Service unavailable\n\n", "Service unavailable", "Service unavailable;\n"})
    void lineWithoutInputsAndRecords_isAnErrorThatShowsTheLine(String text) throws IOException {
        assertThatThrownBy(() -> read(text, AUTO))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage("line 1: expected the names of inputs as those of columns, and records below, got the text"
                        + " 'Service unavailable'");
        assertThat(read("hp,wt\n", AUTO)).isEmpty();
    }

    @Test
    void twoColumnsOfOneName_areAnErrorOnlyWhenTheNameIsAnInputs() throws IOException {
        assertThat(read("hp,note,note\n1,a,b\n", AUTO)).containsExactly(Map.of("hp", "1", "note", "a"));
        assertThatThrownBy(() -> read("\nhp,note,hp\n", AUTO)).hasMessage("line 2: there are two columns 'hp'");
        assertThatThrownBy(() -> open("hp,note,note\n", AUTO, List.of()))
                .hasMessage("line 1: there are two columns 'note'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a comma within a text, or a decimal comma, and not a row name
                "model,hp\nMazda, RX4,110\n",
                "\"hp\",\"wt\"\n110,2,62\n",
                "\"model\",\"wt\"\n\"Mazda\",2,62\n",
                // delimiters at the end of every line but the first
                "hp,wt\n110,2.62,\n",
                "hp\twt\n110\t2.62\t\n",
                "\"hp\";\"wt\"\n\"110\";\"2.62\";\n",
                "hp|wt\nMazda|110|2.62\n",
            })
    void lineWithOneFieldMore_thatMayBeSomethingElseThanARowName_isAnError(String text) {
        assertThatThrownBy(() -> read(text, AUTO))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageStartingWith("line 2: expected 2 fields as in line 1, found 3 (delimiter ");
    }

    @Test
    void rowNames_areInAllLinesOrInNone() {
        assertThatThrownBy(() -> read("hp\twt\nMazda\t110\t2.62\n93\t2.32\n", AUTO))
                .hasMessage("line 3: expected 3 fields with the row name, found 2 (delimiter tab)");
        assertThatThrownBy(() -> read("hp\twt\n93\t2.32\nMazda\t110\t2.62\n", AUTO))
                .hasMessage("line 3: expected 2 fields as in line 1, found 3 (delimiter tab)");
    }

    @Test
    void linesKeepTheirNumbers_behindEmptyLinesAndTheSeparatorLine() {
        assertThatThrownBy(() -> read("sep=;\r\n\r\nhp;wt\n1\n", AUTO))
                .hasMessage("line 4: expected 2 fields as in line 3, found 1 (delimiter ';')");
        assertThatThrownBy(() -> read("\n\r\nhp;wt\n1\n", AUTO))
                .hasMessage("line 4: expected 2 fields as in line 3, found 1 (delimiter ';')");
    }

    @Test
    void separatorLine_isSkippedWithAnotherDelimiterToo() throws IOException {
        assertThat(read("sep=;\nhp,wt;x\n1,2\n", CsvFormat.RFC_4180)).containsExactly(Map.of("hp", "1", "wt;x", "2"));
    }

    @Test
    void quoteThatIsADelimiterToo_isNotFoundAsTheDelimiter() throws IOException {
        assertThat(read("|hp|,|wt|\n|1|,|2|\n", new CsvFormat(null, '.', '|', Set.of())))
                .containsExactly(Map.of("hp", "1", "wt", "2"));
        assertThatThrownBy(() -> read("hp\n1\n", new CsvFormat(null, '.', ',', Set.of())))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage("line 1: delimiter and quote are both ','");
    }

    @Test
    void quoteOfAnEndlessFirstLine_isGivenUpAtALimit() {
        assertThatThrownBy(() -> read("\"" + "x,".repeat(100_000), AUTO)).isInstanceOf(InvalidRecordException.class);
    }

    @Test
    void longFirstLine_isReadWhole() throws IOException {
        StringBuilder header = new StringBuilder();
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            header.append("a column with a long name ").append(i).append(i < 9_999 ? ";" : "\n");
            row.append(i).append(i < 9_999 ? ";" : "\n");
        }

        assertThat(read(header.toString() + row, AUTO)).singleElement().satisfies(record -> assertThat(record)
                .hasSize(10_000)
                .containsEntry("a column with a long name 9999", "9999"));
    }

    @Test
    void decimalComma_makesTheCommaTheLastDelimiterThatIsTried() throws IOException {
        assertThat(read("a, b, c;wt\n1;2,5\n", COMMA_DECIMAL)).containsExactly(Map.of("a, b, c", "1", "wt", "2.5"));
    }

    @Test
    void nextBehindTheLastRecord_isAnError() throws IOException {
        CsvRecords records = open("hp\n", AUTO, INPUTS);

        assertThat(records.hasNext()).isFalse();
        assertThatThrownBy(records::next).isInstanceOf(NoSuchElementException.class);
    }
}
