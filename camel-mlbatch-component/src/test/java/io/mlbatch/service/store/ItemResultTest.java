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
package io.mlbatch.service.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.protocol.LogSafe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ItemResultTest {

    @Test
    void changedFiles_areTheArtifacts() {
        ProducedArtifact artifact = new ProducedArtifact("answer.csv", new byte[] {1});
        assertThat(ItemResult.success(0, Map.of("answer", 1), List.of(artifact)).response())
                .asString(StandardCharsets.UTF_8)
                .contains("\"changedFiles\":[\"answer.csv\"]", "\"answer\":1");
    }

    @Test
    void failureWithoutAMessage_isNamedByItsClass() {
        assertThat(ItemResult.failure(0, new NullPointerException()).response())
                .asString(StandardCharsets.UTF_8)
                .contains("\"success\":false", "\"errorMessage\":\"NullPointerException\"");
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "../x, leads out of the folder",
        "/etc/passwd, is an absolute path",
        "'a\u2028b', has a control character",
        "'a\nb', has a control character",
    })
    void artifactThatNoClientCanSave_isRefused(String name, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProducedArtifact(name, new byte[0]))
                .withMessage("The artifact '" + LogSafe.of(name) + "' cannot be saved by clients: the name " + reason);
    }

    @Test
    void artifactWithHalfOfACharacter_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ProducedArtifact("a\ud83db", new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> new ProducedArtifact("a\ude00", new byte[0]));
        assertThat(new ProducedArtifact("a\ud83d\ude00", new byte[0]).name()).hasSize(3);
    }

    @Test
    void messageOfAMegabyte_isCut() {
        byte[] response = ItemResult.failure(0, "x".repeat(8191) + "\ud83d\ude00" + "y".repeat(1 << 20))
                .response();

        assertThat(response).hasSizeLessThan(9_000);
        assertThat(new String(response, StandardCharsets.UTF_8)).contains("xxx… (1056769 characters)");
    }
}
