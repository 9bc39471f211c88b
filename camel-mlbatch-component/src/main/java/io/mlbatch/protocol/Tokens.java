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
package io.mlbatch.protocol;

import java.time.Duration;
import java.util.Objects;

/**
 * The tokens that a login or a refresh returns. The text form shows no token.
 *
 * @param accessToken the bearer token of the calls
 * @param refreshToken requests the next pair; {@code null} when the server did not return one
 * @param expiresIn the lifetime of the access token, counted from the response; zero when the server does not report it
 */
public record Tokens(String accessToken, String refreshToken, Duration expiresIn) {

    public Tokens {
        Objects.requireNonNull(accessToken, "accessToken");
        Objects.requireNonNull(expiresIn, "expiresIn");
    }

    @Override
    public String toString() {
        return "Tokens[expiresIn=" + expiresIn + "]";
    }
}
