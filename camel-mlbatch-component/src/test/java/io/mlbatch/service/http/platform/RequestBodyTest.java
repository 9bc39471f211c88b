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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "X-GZIP", "identity, gzip"})
    void gzip_isUnpackedToItsLastMember(String coding) throws IOException {
        byte[] members = concat(gzip("one".getBytes()), gzip(new byte[0]), gzip("two".getBytes()));
        assertThat(encoded(coding, members, LIMIT * LIMIT)).hasContent("onetwo");
    }

    /** Servers and proxies unpack bodies, and some keep the header. */
    @ParameterizedTest
    @ValueSource(strings = {"", "[{}]"})
    void gzipThatHasBeenUnpackedBefore_isReadAsItIs(String text) {
        assertThat(encoded("gzip", text.getBytes(), LIMIT)).hasContent(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "gzip, gzip", "zstd"})
    void otherCompression_isUnsupported(String coding) {
        assertRejected(encoded(coding, new byte[1], LIMIT), 415, "Content-Encoding: " + coding);
    }

    @Test
    void gzipBeyondTheLimit_isTooLargeAsItIsSentAndUnpacked() throws IOException {
        byte[] zeros = gzip(new byte[1_000]);
        InputStream unpacked = encoded("gzip", zeros, 100);
        assertThat(zeros).hasSizeLessThan(100);
        assertRejected(() -> unpacked.readAllBytes(), 413, "the limit is 100 bytes");
        assertRejected(() -> encoded("gzip", zeros, zeros.length - 1).readAllBytes(), 413, "maxBodySize");
    }

    @Test
    void largeGzipOfRepetition_isRejectedWithTheRatio() throws IOException {
        byte[] zeros = gzip(new byte[(int) UnpackedBody.FREE_BYTES + (1 << 20)]);
        InputStream unpacked = encoded("gzip", zeros, Long.MAX_VALUE);
        unpacked.skipNBytes(UnpackedBody.FREE_BYTES - (1 << 16));
        assertRejected(() -> unpacked.readAllBytes(), 413, "200 times");
    }

    @Test
    void brokenGzip_isNotTheEndOfTheBody() throws IOException {
        byte[] whole = gzip("one".getBytes());
        assertRejected(
                () -> encoded("gzip", Arrays.copyOf(whole, 12), LIMIT * LIMIT).readAllBytes(), 400, "truncated");
        assertRejected(() -> encoded("gzip", new byte[] {0x1F, 0}, LIMIT).readAllBytes(), 400, "cannot be unpacked");
        for (byte[] rest : new byte[][] {"x".getBytes(), Arrays.copyOf(whole, 5), new byte[9_000]}) {
            InputStream more = encoded("gzip", concat(whole, rest), 100 * LIMIT * LIMIT);
            assertRejected(() -> more.readAllBytes(), 400, "behind its end");
        }
    }

    @Test
    void connectionThatFailsBetweenMembers_isAnIncompleteBody() throws IOException {
        byte[] begun = concat(gzip("one".getBytes()), Arrays.copyOf(gzip("two".getBytes()), 4));
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(begun), failing());
        assertRejected(
                () -> RequestBody.of(broken, 100, name -> coding(name, "gzip")).readAllBytes(), 400, "incomplete");
    }

    private static Optional<String> coding(String header, String coding) {
        return header.equals("Content-Encoding") ? Optional.of(coding) : Optional.empty();
    }

    private static InputStream encoded(String coding, byte[] body, long limit) {
        return RequestBody.of(new ByteArrayInputStream(body), limit, name -> coding(name, coding));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Test
    void failingConnection_isAnIncompleteBody() {
        assertRejected(
                new RequestBody(failing(), LIMIT, OptionalLong.empty(), Optional.of("application/json")),
                400,
                "The body is incomplete");
    }

    private static InputStream failing() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset by 10.1.2.3");
            }
        };
    }

    private static InputStream body(int size, OptionalLong declared) {
        return new RequestBody(new ByteArrayInputStream(new byte[size]), LIMIT, declared, Optional.empty());
    }

    private static void assertRejected(InputStream body, int status, String message) {
        assertRejected(body::read, status, message);
    }

    private static void assertRejected(ThrowingCallable read, int status, String message) {
        assertThatThrownBy(read).isInstanceOfSatisfying(BodyException.class, failure -> {
            assertThat(failure.error().status()).isEqualTo(status);
            assertThat(failure.error()).hasMessageContaining(message);
        });
    }
}
