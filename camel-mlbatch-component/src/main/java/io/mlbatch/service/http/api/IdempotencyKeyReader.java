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

import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

import io.mlbatch.protocol.IdempotencyHeader;
import io.mlbatch.service.store.IdempotencyKey;

/**
 * Reads the body of a start and its {@code Idempotency-Key}. The fingerprint of a body is the SHA-256 of its bytes,
 * which is computed while the body is read.
 */
public final class IdempotencyKeyReader {

    /** Visible ASCII, which can be sent back in a header. */
    private static final String KEY = "[\\x21-\\x7E]{1,255}";

    private final DigestInputStream body;
    private final Optional<IdempotencyKey> key;

    /** @throws ApiException 400 if the key is invalid */
    IdempotencyKeyReader(HttpRequest request) {
        request.headers().idempotencyKey().filter(text -> !text.matches(KEY)).ifPresent(text -> {
            throw ApiException.badRequest(
                    "The " + IdempotencyHeader.NAME + " must be 1 to 255 visible ASCII characters");
        });
        this.body = new DigestInputStream(request.body(), sha256());
        this.key = request.headers().idempotencyKey().map(text -> new IdempotencyKey(text, this::fingerprint));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    InputStream body() {
        return body;
    }

    Optional<IdempotencyKey> key() {
        return key;
    }

    private String fingerprint() {
        return HexFormat.of().formatHex(body.getMessageDigest().digest());
    }
}
