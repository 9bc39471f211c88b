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
package io.mlbatch.service.http;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PageOptionsTest {

    @ParameterizedTest
    @CsvSource({
        "https://scoring.example/ml/, https://scoring.example/ml",
        "' http://localhost:8080 ', http://localhost:8080",
        "HTTPS://scoring.example//, HTTPS://scoring.example"
    })
    void publicUrl_hasNoSlashAtItsEnd(String option, String url) {
        assertThat(PageOptions.of(true, option).publicUrl()).contains(URI.create(url));
    }

    @Test
    void blankPublicUrl_isMissing() {
        assertThat(PageOptions.of(true, " ").publicUrl()).isEmpty();
        assertThat(PageOptions.of(true, null).publicUrl()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scoring.example",
                "/ml",
                "ftp://scoring.example",
                "https:///ml",
                "https://user:s3cret@scoring.example",
                "https://scoring.example/?s3cret",
                "https://scoring.example/#s3cret",
                "https://s3cret example"
            })
    void otherText_isRejectedWithoutItsSecrets(String option) {
        assertThatThrownBy(() -> PageOptions.of(true, option))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("option publicUrl")
                .hasNoCause()
                .hasMessageNotContaining("s3cret");
    }
}
