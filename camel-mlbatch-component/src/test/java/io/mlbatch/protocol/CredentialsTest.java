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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

class CredentialsTest {

    @Test
    void text_showsNoSecret() {
        assertThat(new Credentials("admin", "s3cret")).hasToString("Credentials[admin]");
        assertThat(new Tokens("acc3ss", "r3fresh", Duration.ofHours(1))).hasToString("Tokens[expiresIn=PT1H]");
    }

    @Test
    void onlyTheRefreshToken_isOptional() {
        assertThat(new Tokens("acc3ss", null, Duration.ZERO).refreshToken()).isNull();
        assertThatNullPointerException()
                .isThrownBy(() -> new Tokens(null, "r3fresh", Duration.ZERO))
                .withMessage("accessToken");
        assertThatNullPointerException()
                .isThrownBy(() -> new Tokens("acc3ss", "r3fresh", null))
                .withMessage("expiresIn");
    }

    @Test
    void missingPart_isRejected() {
        assertThatNullPointerException()
                .isThrownBy(() -> new Credentials(null, "s3cret"))
                .withMessage("username");
        assertThatNullPointerException()
                .isThrownBy(() -> new Credentials("admin", null))
                .withMessage("password");
    }
}
