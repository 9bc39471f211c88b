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
package io.mlbatch.service.http.platform;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.mlbatch.service.http.api.BodyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RequestBodyTest {

    private static final int LIMIT = 10;

    @Test
    void bodyOfTheLimit_isRead() throws IOException {
        assertThat(body(LIMIT, OptionalLong.of(LIMIT)).readAllBytes()).hasSize(LIMIT);
    }

    @Test
    void bodyBeyondTheLimit_isTooLarge() throws IOException {
        InputStream body = body(LIMIT + 1, OptionalLong.empty());
        assertThat(body.readNBytes(LIMIT)).hasSize(LIMIT);
        assertRejected(body, 413, "the limit is 10 bytes (the host's option maxBodySize)");
    }

    @Test
    void skippingBeyondTheLimit_fails() {
        assertThatThrownBy(() -> body(100, OptionalLong.empty()).skipNBytes(50)).isInstanceOf(BodyException.class);
    }

    @Test
    void bodyDeclaredTooLarge_isNotRead() {
        InputStream untouched = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("read");
            }
        };
        assertRejected(
                new RequestBody(untouched, LIMIT, OptionalLong.of(LIMIT + 1), Optional.empty()), 413, "maxBodySize");
    }

    @Test
    void multipartForm_isNotRead() {
        assertRejected(
                new RequestBody(
                        new ByteArrayInputStream(new byte[1]),
                        LIMIT,
                        OptionalLong.empty(),
                        Optional.of("Multipart/Form-Data; boundary=x")),
                415,
                "application/json");
    }

    @Test
    void formReadByTheServer_isUnsupported() {
        assertRejected(RequestBody.ofForm("application/x-www-form-urlencoded"), 415, "application/json");
    }

    @Test
    void compressedBody_isRejectedWithTheReason() {
        assertRejected(RequestBody.ofCompressed("gzip"), 415, "without Content-Encoding: gzip");
    }

    @Test
    void failingConnection_isAnIncompleteBody() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset by 10.1.2.3");
            }
        };
        assertRejected(
                new RequestBody(broken, LIMIT, OptionalLong.empty(), Optional.of("application/json")),
                400,
                "The body is incomplete");
    }

    private static InputStream body(int size, OptionalLong declared) {
        return new RequestBody(new ByteArrayInputStream(new byte[size]), LIMIT, declared, Optional.empty());
    }

    private static void assertRejected(InputStream body, int status, String message) {
        assertThatThrownBy(body::read).isInstanceOfSatisfying(BodyException.class, failure -> {
            assertThat(failure.error().status()).isEqualTo(status);
            assertThat(failure.error()).hasMessageContaining(message);
        });
    }
}
