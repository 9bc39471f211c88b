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
package io.mlbatch.camel.input;

import java.io.IOException;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.mlbatch.camel.input.Sources.read;
import static io.mlbatch.camel.input.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;

/** Files as spreadsheets, R and pandas write them, without any option set. */
class FilesOfOtherProgramsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Excel, a locale with the comma as list separator, and one with the semicolon
                "hp,wt\r\n110,2.62\r\n93,2.32\r\n",
                "hp;wt\r\n110;2.62\r\n93;2.32\r\n",
                "\uFEFFhp;wt\r\n110;2.62\r\n93;2.32\r\n",
                // Excel, tab delimited text
                "hp\twt\r\n110\t2.62\r\n93\t2.32\r\n",
                "hp|wt\n110|2.62\n93|2.32\n",
                // the line that tells Excel the separator
                "sep=;\r\nhp;wt\r\n110;2.62\r\n93;2.32\r\n",
                "\uFEFFsep=;\nhp;wt\n110;2.62\n93;2.32\n",
                "\"sep=;\"\r\nhp;wt\r\n110;2.62\r\n93;2.32\r\n",
                "SEP=!\nhp!wt\n110!2.62\n93!2.32\n",
                "sep=\t\nhp\twt\n110\t2.62\n93\t2.32\n",
                // old Mac line ends
                "hp,wt\r110,2.62\r93,2.32\r",
                // R: write.csv, write.csv(quote = FALSE), write.table(sep = "\t")
                "\"\",\"hp\",\"wt\"\n\"Mazda RX4\",110,2.62\n\"Datsun 710\",93,2.32\n",
                ",hp,wt\nMazda RX4,110,2.62\nDatsun 710,93,2.32\n",
                "\"hp\"\t\"wt\"\n\"Mazda RX4\"\t110\t2.62\n\"Datsun 710\"\t93\t2.32\n",
                "hp\twt\nMazda RX4\t110\t2.62\nDatsun 710\t93\t2.32\n",
                "\"hp\";\"wt\"\n\"1\";110;2.62\n\"2\";93;2.32\n",
                // pandas: DataFrame.to_csv()
                ",hp,wt\n0,110,2.62\n1,93,2.32\n",
                // two columns without a name
                ",,hp,wt\n0,x,110,2.62\n1,y,93,2.32\n",
                // blank lines
                "\n\r\nhp,wt\n\n110,2.62\n93,2.32\n\n  \n\t\n\n",
                "\"hp\",\"wt\"\n\"110\",\"2.62\"\n\"93\",\"2.32\"",
            })
    void fileOfAnotherProgram_isReadWithoutOptions(String text) throws IOException {
        assertThat(read(source(text)))
                .containsExactly(Map.of("hp", "110", "wt", "2.62"), Map.of("hp", "93", "wt", "2.32"));
    }

    @ParameterizedTest
    @CsvSource({
        "text/tab-separated-values, ",
        "text/tab-separated-values; charset=utf-8, ",
        ", cars.tsv",
        ", cars.TSV",
        ", cars.tab",
        "application/octet-stream, in/cars.tsv",
    })
    void tabSeparatedFile_hasNoOtherDelimiterThanTheTab(String contentType, String fileName) throws IOException {
        assertThat(read(source("a,b,c\td;e\n1,2\t3\n", RecordFormat.auto, contentType, fileName)))
                .containsExactly(Map.of("a,b,c", "1,2", "d;e", "3"));
    }

    @Test
    void delimitersWithinQuotes_doNotCount() throws IOException {
        assertThat(read(source("\"last, first, title\";hp\n\"Smith, Joan, Dr\";110\n")))
                .containsExactly(Map.of("last, first, title", "Smith, Joan, Dr", "hp", "110"));
    }

    @Test
    void newlinesWithinQuotesOfTheFirstLine_doNotEndIt() throws IOException {
        assertThat(read(source("\"power\n(hp), net\";\"weight\"\n110;2.62\n")))
                .containsExactly(Map.of("power\n(hp), net", "110", "weight", "2.62"));
    }
}
