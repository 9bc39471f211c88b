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
package io.mlbatch.service.http.api;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BrowserCheckTest {

    private final BrowserCheck check = new BrowserCheck(Optional.of("scoring.internal"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8080",
                "127.0.0.1",
                "127.0.0.1:8080",
                "127.9.8.7:1",
                "[::1]",
                "[::1]:8080",
                "[0:0:0:0:0:0:0:1]:8080",
                "scoring.internal:8080",
                "Scoring.Internal"
            })
    void localHostOrBoundHost_passes(String host) {
        check.requireOwnPage(from(host, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.example@localhost",
                "localhost:8080:8080",
                "0.0.0.0:8080",
                "10.0.0.7:8080",
                "[2001:db8::1]:8080",
                "[localhost]",
                "localhost, evil.example"
            })
    void hostOfAnotherName_isForbidden(String host) {
        assertForbidden(from(host, null, null), "use localhost or 127.0.0.1 in the URL");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080,",
        "HTTP://LOCALHOST:8080,",
        "https://localhost:8080,",
        ",same-origin",
        ",none",
        "http://localhost:8080,same-origin"
    })
    void ownPage_passes(String origin, String site) {
        check.requireOwnPage(from("localhost:8080", origin, site));
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example,",
        "http://localhost:3000,",
        "http://localhost,",
        "http://127.0.0.1:8080,",
        "null,",
        "'',",
        "localhost:8080,",
        "chrome-extension://abc,",
        ",cross-site",
        ",same-site",
        ",Same-Origin",
        ",''",
        "http://localhost:8080,cross-site",
        "https://evil.example,same-origin"
    })
    void pageOfAnotherOrigin_isForbidden(String origin, String site) {
        assertForbidden(from("localhost:8080", origin, site), "a web page of another origin");
    }

    @Test
    void clientWithoutTheseHeaders_passes() {
        assertThatCode(() -> check.requireOwnPage(from(null, null, null))).doesNotThrowAnyException();
    }

    @Test
    void originWithoutAHost_isForbidden() {
        assertForbidden(from(null, "http://localhost:8080", null), "a web page of another origin");
    }

    private void assertForbidden(Provenance provenance, String message) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> check.requireOwnPage(provenance))
                .withMessageContaining(message)
                .withMessageContaining("or set credentials")
                .satisfies(rejection -> assertThat(rejection.status()).isEqualTo(403));
    }

    private static Provenance from(String host, String origin, String site) {
        return new Provenance(Optional.ofNullable(host), Optional.ofNullable(origin), Optional.ofNullable(site));
    }
}
