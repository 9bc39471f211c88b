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
package io.mlbatch.camel;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import org.apache.camel.Exchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.client.InvalidInputException;
import io.mlbatch.testing.http.ScriptedServer.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Files as other programs write them, from the options of the endpoint to the bytes of the request. */
class FileInputTest extends MlbatchTestSupport {

    private static final String TWO_CARS = "[{\"hp\":110.0,\"wt\":2.62},{\"hp\":93.0,\"wt\":2.32}]";

    @BeforeEach
    void acceptBatches() {
        server.accepts("e1");
    }

    static List<Arguments> files() {
        return List.of(
                // Excel where the list separator is a semicolon and the decimal a comma
                arguments("&csvDecimal=,", "sep=;\r\nmodel;hp;wt\r\nMazda RX4;110;2,62\r\nDatsun 710;93;2,32\r\n"),
                arguments("&csvDecimal=,", "\uFEFFmodel;hp;wt\r\nMazda, RX4;110;2,62\r\nDatsun 710;93;2,32\r\n"),
                // R: write.csv, write.csv2, write.table
                arguments("", "\"\",\"hp\",\"wt\"\n\"Mazda RX4\",110,2.62\n\"Datsun 710\",93,2.32\n"),
                arguments("&csvDecimal=,", "\"\";\"hp\";\"wt\"\n\"Mazda RX4\";110;2,62\n\"Datsun 710\";93;2,32\n"),
                arguments(
                        "&csvDelimiter=space",
                        "\"hp\" \"wt\" \"note\"\n\"Mazda RX4\" 110 2.62 \"a b\"\n\"Datsun 710\" 93 2.32 NA\n"),
                // pandas: to_csv(), to_csv(sep=";", decimal=","), to_csv(decimal=",")
                arguments("", ",hp,wt\n0,110,2.62\n1,93,2.32\n"),
                arguments("&csvDecimal=,", ";hp;wt\n0;110;2,62\n1;93;2,32\n"),
                arguments("&csvDecimal=,", ",hp,wt\n0,110,\"2,62\"\n1,93,\"2,32\"\n"),
                // each delimiter as an option
                arguments("&csvDelimiter=;", "hp;wt\n110;2.62\n93;2.32\n"),
                arguments("&csvDelimiter=|", "hp|wt\n110|2.62\n93|2.32\n"),
                arguments("&csvDelimiter=tab", "hp\twt\n110\t2.62\n93\t2.32\n"),
                arguments("&csvDelimiter=\\t", "hp\twt\n110\t2.62\n93\t2.32\n"),
                arguments("&csvDelimiter=,", "a;b;c,hp,wt\n1,110,2.62\n2,93,2.32\n"),
                arguments("&csvDelimiter=:", "hp:wt\n110:2.62\n93:2.32\n"),
                // quotes
                arguments("&csvQuote='", "model,hp,wt\n'Mazda, RX4',110,2.62\n'Datsun ''7'' 10',93,2.32\n"),
                arguments("&csvQuote=none", "model\thp\twt\n5\" wheels\t110\t2.62\n\"\t93\t2.32\n"),
                arguments("", "model,hp,wt\r\n\"Mazda\r\nRX4\",110,2.62\r\n\"\",93,2.32\r\n"),
                // names of other columns may be there twice, and those of the inputs may differ
                arguments("", "hp,note,wt,note\n110,a,2.62,b\n93,a,2.32,b\n"),
                arguments("&columns=hp=power,wt=weight in t", "power,hp,weight in t\n110,x,2.62\n93,x,2.32\n"),
                arguments("&columns=hp=wt,wt=hp", "wt,hp\n110,2.62\n93,2.32\n"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileOfAnotherProgram_isSentWithTheInputsOfTheService(String options, String text) {
        succeed(options, text.getBytes(StandardCharsets.UTF_8));

        assertSent(TWO_CARS);
    }

    private void assertSent(String... bodies) {
        assertThat(server.starts()).extracting(Request::body).containsExactly(bodies);
    }

    /** The body of the file component: it can be read once. */
    @Test
    void streamThatCanBeReadOnce_isReadForTheInputsOfTheService() {
        byte[] file = "note;hp;wt;note\na;110;2,62;b\na;93;2,32;b\n".getBytes(StandardCharsets.UTF_8);

        succeed("&csvDecimal=,", new ByteArrayInputStream(file));

        assertSent(TWO_CARS);
    }

    @Test
    void routeInYaml_readsAFileOfAGermanExcel() throws Exception {
        camel.getComponent("mlbatch", MlbatchComponent.class).getConfiguration().setServerUrl(server.url());
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(camel, "classpath:files/scoring.yaml"));
        byte[] csv = "St\u00e4rke in PS;Gewicht\r\n110;2,62\r\nk. A.;-\r\n".getBytes(Charset.forName("windows-1252"));

        succeeded(request("direct:scoring", csv, Map.of()));

        assertSent("[{\"hp\":110.0,\"wt\":2.62},{\"hp\":null,\"wt\":null}]");
    }

    @Test
    void columnsMapping_appliesToJsonAndToObjects() {
        for (Object body : List.of(
                "[{\"power\":110.0,\"wt\":2.62},{\"power\":93.0,\"wt\":2.32}]",
                List.of(Map.of("power", 110.0, "wt", 2.62), Map.of("power", 93.0, "wt", 2.32)))) {
            succeed("&columns=hp=power", body);
        }
        assertSent(TWO_CARS, TWO_CARS);
    }

    @Test
    void textsThatMeanMissing_areSentAsNull() {
        byte[] csv = "hp,wt\n-,2.62\n \"NULL\" ,NA\n".getBytes(StandardCharsets.UTF_8);

        succeed("&csvNull=-,NULL", csv);

        assertSent("[{\"hp\":null,\"wt\":2.62},{\"hp\":null,\"wt\":null}]");
    }

    @Test
    void charsetOption_countsMoreThanTheContentType() {
        byte[] latin1 = "St\u00e4rke;wt\n110;2.62\n93;2.32\n".getBytes(StandardCharsets.ISO_8859_1);
        Map<String, Object> utf8 = Map.of(Exchange.CONTENT_TYPE, "text/csv; charset=utf-8");

        succeed("&charset=ISO-8859-1&columns=hp=St\u00e4rke", latin1, utf8);

        assertSent(TWO_CARS);
        fail("&columns=hp=St\u00e4rke", latin1, utf8)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("start TxService/1.0: line 1: the byte 0xE4 is not text in UTF-8: set the option charset to"
                        + " the charset of the text, for example windows-1252");
    }

    @Test
    void contentEncodingGzip_isUnpacked_forJsonAsForCsv() throws IOException {
        for (String text : List.of(TWO_CARS, "hp,wt\n110,2.62\n93,2.32\n")) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(text.getBytes(StandardCharsets.UTF_8));
            }

            succeed("", packed.toByteArray(), Map.of(Exchange.CONTENT_ENCODING, "gzip"));
        }
        assertSent(TWO_CARS, TWO_CARS);
    }

    private static final List<Arguments> WRONG_COLUMNS = List.of(
            arguments("", "hp,wt,hp\n110,2.62,111\n", "line 1: there are two columns 'hp'"),
            arguments(
                    "&columns=hp=power",
                    "hp,wt\n110,2.62\n",
                    "record 0: input 'hp' (numeric) is missing; the record has [wt]"));

    @ParameterizedTest
    @FieldSource("WRONG_COLUMNS")
    void columnThatIsDuplicateOrMissing_isAnErrorBeforeTheStart(String options, String csv, String message) {
        fail(options, csv.getBytes(StandardCharsets.UTF_8))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("start TxService/1.0: " + message);
        assertThat(server.starts()).isEmpty();
    }
}
