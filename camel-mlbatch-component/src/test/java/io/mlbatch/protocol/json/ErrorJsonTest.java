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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ErrorJsonTest {

    private static String message(String body) {
        return ErrorJson.readMessage(Texts.bytes(body), text -> text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"Service not found\",\"code\":404,\"fields\":\"name\"}",
                "{\"message\":\"Service not found\",\"link\":\"x\",\"exceptionType\":\"y\"}",
                "{\"Message\":\"Service not found\"}",
                "{\"fields\":{\"message\":\"wrong\"},\"list\":[{\"message\":\"wrong\"}],\"message\":\"Service not found\"}",
                "{\"message\":\" Service\\n\\tnot found \"}",
                "Service not found",
                "<!DOCTYPE html><html><title>Service</title><body class=\"x\">\n<h1>not</h1> found</body></html>",
                "  Service \r\n not found\n",
                "Service\u0000\u0007\u2028\u2029\u202enot found",
                "{\"message\":\"Service\\u001b\\u0085\\u009b not found\\u0008\"}",
            })
    void message_isFoundInEveryForm_inOneLine(String body) {
        assertThat(message(body)).isEqualTo("Service not found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"code\":500}",
                "{\"message\":null}",
                "{\"message\":{\"a\":1}}",
                "[{\"message\":\"x\"}]",
                "\"Service not found\"",
                "{\"message\":\"broken off",
                "<html></html>",
            })
    void bodyWithoutAMessage_isShownUnchanged(String body) {
        assertThat(message(body)).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "{\"message\":\"\",\"code\":500}"})
    void emptyBody_hasAnEmptyMessage(String body) {
        assertThat(message(body)).isEmpty();
    }

    @Test
    void secretThatLooksLikeATag_isMaskedBeforeTagsAreRemoved() {
        byte[] page = Texts.bytes("<p>wrong password a<b>c</p>");

        assertThat(ErrorJson.readMessage(page, text -> text.replace("a<b>c", "***")))
                .isEqualTo("wrong password ***");
    }

    @Test
    void longMessage_isShortened() {
        String longText = "x".repeat(501);

        assertThat(message("x".repeat(500))).isEqualTo("x".repeat(500));
        assertThat(message(longText)).isEqualTo("x".repeat(500) + "…");
        assertThat(message("{\"message\":\"" + longText + "\"}")).isEqualTo("x".repeat(500) + "…");
    }

    @Test
    void writtenError_hasTheFormOfTheService_andIsReadBack() {
        byte[] error = ErrorJson.write(404, "No execution '9c6b' \"here\"");

        assertThat(Texts.text(error))
                .isEqualTo("{\"message\":\"No execution '9c6b' \\\"here\\\"\",\"code\":404,\"fields\":\"\"}");
        assertThat(ErrorJson.readMessage(error, text -> text)).isEqualTo("No execution '9c6b' \"here\"");
    }
}
