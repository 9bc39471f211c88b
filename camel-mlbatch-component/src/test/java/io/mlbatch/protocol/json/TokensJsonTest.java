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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.protocol.Tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TokensJsonTest {

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1479933854), ZoneOffset.UTC);

    @Test
    void loginInSingleQuotes_isReadAsByNewtonsoft() throws IOException {
        Credentials credentials =
                TokensJson.readCredentials(Texts.stream("{'username': 'admin','password': 's3c\"ret'}"));
        assertThat(credentials.username()).isEqualTo("admin");
        assertThat(credentials.password()).isEqualTo("s3c\"ret");
    }

    private static Tokens read(String text) throws IOException {
        return TokensJson.read(Texts.stream(text), CLOCK);
    }

    @Test
    void responseToLogin_isRead() throws IOException {
        assertThat(read("""
                {"token_type":"Bearer","access_token":"a","expires_in":3600,"expires_on":1479937454,"refresh_token":"r"}
                """)).isEqualTo(new Tokens("a", "r", Duration.ofHours(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | PT0S",
                ",\"expires_in\":\"1800\" | PT30M",
                ",\"expires_in\":1800,\"expires_on\":1479937454 | PT30M",
                ",\"expires_on\":1479937454 | PT1H",
                ",\"expires_on\":\"1479937454\" | PT1H",
                ",\"expires_in\":0,\"expires_on\":\"1479937454\" | PT1H",
                ",\"expires_in\":null,\"expires_on\":null | PT0S",
                ",\"expires_in\":\"soon\",\"expires_on\":{} | PT0S",
                ",\"expires_on\":1479933794 | PT-1M",
                ",\"expires_on\":0 | PT0S",
                ",\"expires_on\":9223372036854775807 | PT0S",
            })
    void lifetime_isReadFromEveryForm(String fields, Duration expected) throws IOException {
        assertThat(read("{\"access_token\":\"a\"" + fields + "}").expiresIn()).isEqualTo(expected);
    }

    @Test
    void absentRefreshToken_isNull() throws IOException {
        assertThat(read("{\"access_token\":\"a\"}").refreshToken()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"access_token\":null}", "{\"access_token\":\" \"}", "{\"refresh_token\":\"r\"}"})
    void responseWithoutAToken_isMalformed(String text) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(text))
                .withMessage("the response to login has no access_token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"access_token\":\"s3cret\",\"refresh_token\":\"s3cret\" oops}",
                "{\"access_token\":s3cret}",
            })
    void malformedResponse_showsItsPlaceAndNoSecret(String text) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(text))
                .satisfies(e -> assertThat(e).hasNoCause())
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith("the response to login: no JSON at line 1, column ")
                        .doesNotContain("s3cret"));
    }

    @Test
    void writtenTokens_haveTheFormOfTheServer_andAreReadBack() throws IOException {
        Tokens tokens = new Tokens("a", "r", Duration.ofHours(1));

        assertThat(Texts.text(TokensJson.write(tokens, CLOCK)))
                .isEqualTo("{\"token_type\":\"Bearer\",\"access_token\":\"a\",\"expires_in\":3600,"
                        + "\"expires_on\":\"1479937454\",\"refresh_token\":\"r\"}");
        assertThat(read(Texts.text(TokensJson.write(tokens, CLOCK)))).isEqualTo(tokens);
    }

    @Test
    void bodyOfALogin_isReadBack() throws IOException {
        Credentials credentials = new Credentials("admin", "s3cret\"ü");

        assertThat(Texts.text(TokensJson.write(credentials)))
                .isEqualTo("{\"username\":\"admin\",\"password\":\"s3cret\\\"ü\"}");
        assertThat(TokensJson.readCredentials(Texts.stream(Texts.text(TokensJson.write(credentials)))))
                .isEqualTo(credentials);
    }

    @Test
    void bodyOfARefresh_isReadBack() throws IOException {
        assertThat(Texts.text(TokensJson.writeRefresh("r"))).isEqualTo("{\"refreshToken\":\"r\"}");
        assertThat(TokensJson.readRefresh(Texts.stream("{\"x\":[1],\"refreshToken\":\"r\"}")))
                .isEqualTo("r");
    }

    @Test
    void incompleteBody_namesTheMissingField() {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> TokensJson.readCredentials(Texts.stream("{\"username\":\"admin\"}")))
                .withMessage("the login has no password");
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> TokensJson.readCredentials(Texts.stream("{\"password\":\"s3cret\"}")))
                .withMessage("the login has no username");
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> TokensJson.readRefresh(Texts.stream("{}")))
                .withMessage("the refresh has no refreshToken");
    }

    @Test
    void textsOfUnknownFields_areNotBuilt() throws Exception {
        // longer than the parser builds a text
        String login = "{\"note\":\"" + "x".repeat(25_000_000) + "\",\"Username\":\"a\",\"password\":\"b\"}";
        Credentials read = TokensJson.readCredentials(new ByteArrayInputStream(login.getBytes(StandardCharsets.UTF_8)));
        assertThat(read.username()).isEqualTo("a");
    }
}
