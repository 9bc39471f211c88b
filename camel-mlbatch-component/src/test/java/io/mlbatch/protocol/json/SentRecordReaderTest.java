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
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.InvalidRecordException;

import static org.assertj.core.api.Assertions.assertThat;

class SentRecordReaderTest {

    /** Returns the records in their stored form, and the message of the failure if there is one. */
    private static List<String> stored(Iterator<Map<String, Object>> records) {
        List<String> stored = new ArrayList<>();
        RecordsJson.RecordWriter writer = new RecordsJson.RecordWriter();
        try {
            while (records.hasNext()) {
                Map<String, Object> record = records.next();
                byte[] written;
                try {
                    written = writer.write(
                            0, record instanceof SentRecord sent ? RecordsJson.readRecord(sent.text()) : record);
                } catch (InvalidRecordException e) {
                    written = RecordsJson.writeInvalid(e.getMessage());
                }
                stored.add(Texts.text(written));
            }
        } catch (UncheckedIOException e) {
            stored.add(e.getCause().getMessage());
        } catch (IOException e) {
            stored.add("unreadable: " + e.getMessage());
        }
        return stored;
    }

    private static List<String> sent(InputStream in) {
        try {
            return stored(RecordsJson.readSent(in));
        } catch (IOException e) {
            return List.of(e.getMessage());
        }
    }

    private static List<String> parsed(InputStream in) {
        try {
            return stored(RecordsJson.read(in));
        } catch (IOException e) {
            return List.of(e.getMessage());
        }
    }

    /** A stream that returns few bytes at a time. */
    private static InputStream inBlocks(byte[] bytes, int size) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                return super.read(buffer, offset, Math.min(count, size));
            }
        };
    }

    static Stream<String> texts() {
        return Stream.concat(
                RecordsJsonTest.malformed().map(arguments -> (String) arguments.get()[1]),
                Stream.of(
                        "[]",
                        "{\"hp\":110}\n{\"hp\":93}\n",
                        "\r\n [ {\"hp\" : 110} ,\n{\"hp\":93} ]\n\n",
                        "[{\"a\":1,\"a\":2},{\"b\":{\"a\":[1,{}]}},{}]",
                        "[{\"a\":NaN},{\"b\":[-Infinity,Infinity]},{\"c\":1}]",
                        "[{'a':'it\\'s'},{\"a\":\"it's\"}]",
                        "[{\"a\":\"Größe 😀 \\u00e9 \\ud83d\\ude00\"},{\"a\":\"\\ud83d\"},{\"a\":\"\\\\ud\"}]",
                        "[{\"a\":1e400},{\"a\":-1.25e-7},{\"a\":123456789012345678901234567890.5}]",
                        "[{\"a\":1e99999999999}]",
                        "[{\"a\":1e9999999999}]",
                        "[{\"a\":1e2147483648}]",
                        "[{\"a\":" + "1".repeat(1_001) + "}]",
                        "[{\"a\":" + "1".repeat(999) + "}]",
                        "[{\"" + "n".repeat(50_001) + "\":1}]",
                        "[{\"a\":" + "[".repeat(2_000),
                        "[{\"a\":" + "[".repeat(997) + "]".repeat(997) + "}]",
                        "[{\"a\":" + "[".repeat(998) + "]".repeat(998) + "}]",
                        "[{\"a\":" + "[".repeat(999) + "]".repeat(999) + "}]",
                        "[{\"a\":\"tab\t\"}]",
                        "[{\"a\":\"\\x\"}]",
                        "[{\"a\":01}]",
                        "[{\"a\":\"" + "x".repeat(20_000) + "\"}," + " ".repeat(30_000) + "{\"b\":1}]",
                        "[" + "{\"a\":\"é\",\"b\":[1.5]} ,".repeat(5_000) + "{}]"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void texts_areReadAsByTheParserOfFields(String text) {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
            for (String begin : List.of("", "\uFEFF")) {
                byte[] bytes = (begin + text).getBytes(charset);
                List<String> expected = parsed(new ByteArrayInputStream(bytes));
                for (int block : new int[] {1, 7, 8_000}) {
                    assertThat(sent(inBlocks(bytes, block))).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C0AF", "EDA080", "F5808080", "C3", "80", "E282", "FF", "F0808080", "C328"})
    void bytesThatAreNotUtf8_failAsByTheParserOfFields(String hex) {
        for (String form : List.of("[{\"a\":\"?\"}]", "[{\"?\":1}]", "[{}, ?{}]", "[{\"b\":\"?", "?[{}]")) {
            String bytes = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
            byte[] text = form.replace("?", bytes).getBytes(StandardCharsets.ISO_8859_1);
            assertThat(sent(inBlocks(text, 3))).as(form).isEqualTo(parsed(inBlocks(text, 3)));
        }
    }

    @Test
    void record_keepsItsText() throws IOException {
        Iterator<Map<String, Object>> records =
                RecordsJson.readSent(Texts.stream("[ {\"a\" :\n1.50},{\"b\":1,\"b\":2} ]"));
        assertThat(((SentRecord) records.next()).text())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"a\" :\n1.50}");
        Map<String, Object> second = records.next();
        assertThat(second).isEqualTo(Map.of("b", 2));
    }
}
