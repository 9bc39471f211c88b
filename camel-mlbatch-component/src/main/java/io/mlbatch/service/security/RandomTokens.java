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
package io.mlbatch.service.security;

import java.security.SecureRandom;
import java.util.Base64;

import io.mlbatch.protocol.Tokens;

/** Generates pairs of tokens. Thread-safe. */
public final class RandomTokens {

    private static final int TOKEN_BYTES = 32;

    // not static: a native image must not contain its seed
    private final SecureRandom random = new SecureRandom();

    public Tokens next() {
        return new Tokens(token(), token(), TokenIssuer.ACCESS_LIFETIME);
    }

    private String token() {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }
}
