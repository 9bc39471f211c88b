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
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.BlockInputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

class StrictUtf8StreamTest {

    private static final String WHOLE =
            "[{\"a\":\"\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff\"}]";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C0AF",
                "C1BF",
                "C080",
                "E080AF",
                "E09FBF",
                "F08080AF",
                "F08FBFBF",
                "EDA080",
                "EDBFBF",
                "F4908080",
                "F5808080",
                "F7BFBFBF"
            })
    void sequenceThatUtf8DoesNotHave_isMalformed(String sequence) {
        byte[] text = text("[{\"a\":1},\n{\"a\":\"", sequence, "\"}]");

        for (InputStream in : List.of(new ByteArrayInputStream(text), byteByByte(text))) {
            assertThat(catchThrowable(() -> read(in)))
                    .isInstanceOf(UncheckedIOException.class)
                    .cause()
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessageContaining("the records: Invalid UTF-8: no character is encoded as 0x"
                            + sequence.substring(0, 2) + " 0x" + sequence.substring(2, 4))
                    .hasMessageContaining("line 2, column 7");
        }
    }

    @Test
    void sequenceInALogin_isMalformed() {
        InputStream login = new ByteArrayInputStream(text("{\"username\":\"", "C0AF", "\",\"password\":\"x\"}"));

        assertThatThrownBy(() -> TokensJson.readCredentials(login))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("no JSON at line 1, column 14");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void charactersOfEveryLength_areRead(String charset) throws IOException {
        byte[] text = WHOLE.getBytes(Charset.forName(charset));

        for (InputStream in : List.of(new ByteArrayInputStream(text), byteByByte(text))) {
            assertThat(read(in))
                    .containsExactly(Map.of("a", "\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff"));
        }
    }

    @Test
    void errorBeforeTheSequence_isReportedFirst() {
        byte[] text = text("[{\"a\":x},{\"a\":\"", "C0AF", "\"}]");

        assertThat(catchThrowable(() -> read(new ByteArrayInputStream(text)))).hasMessageNotContaining("UTF-8");
    }

    private static byte[] text(String start, String hex, String end) {
        String octets = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        return (start + octets + end).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static InputStream byteByByte(byte[] text) {
        InputStream in = new ByteArrayInputStream(text);
        return new BlockInputStream() {
            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                return in.read(buffer, offset, Math.min(count, 1));
            }
        };
    }

    private static List<Map<String, Object>> read(InputStream in) throws IOException {
        List<Map<String, Object>> records = new ArrayList<>();
        try (RecordsJson.RecordIterator iterator = RecordsJson.read(in)) {
            iterator.forEachRemaining(records::add);
        }
        return records;
    }
}
