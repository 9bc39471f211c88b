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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IdempotencyKeyReaderTest {

    private static HttpRequest request(String key, String body) {
        return new HttpRequest(
                "POST",
                RequestTarget.of("/api", "", "/api/TxService/1.0/batch"),
                RequestHeaders.of(name -> Optional.ofNullable(name.equals("Idempotency-Key") ? key : null)),
                Optional.empty(),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\"9c6be3d2-quoted\"", "!~"})
    void visibleAscii_isAKey(String key) {
        assertThat(new IdempotencyKeyReader(request(key, ""))
                        .key()
                        .orElseThrow()
                        .value())
                .isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\r\nX-Own: b", "schl\u00fcssel", "\u007f"})
    void anyOtherKey_isABadRequest(String key) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> new IdempotencyKeyReader(request(key, "")))
                .withMessage("The Idempotency-Key must be 1 to 255 visible ASCII characters")
                .satisfies(e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void missingHeader_isAnAbsentKey() {
        assertThat(new IdempotencyKeyReader(request(null, "[]")).key()).isEmpty();
    }

    @Test
    void readBody_hasItsHashAsFingerprint() throws IOException {
        IdempotencyKeyReader keys = new IdempotencyKeyReader(request("a", "abc"));
        assertThat(keys.body().readAllBytes()).asString().isEqualTo("abc");
        assertThat(keys.key().orElseThrow().fingerprint().get())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
