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
package io.mlbatch.service.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.security.Caller;
import io.mlbatch.testing.ManualExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AnalysisQueueTest {

    private static final HttpResponse RESPONSE = HttpResponse.json(200, new byte[0]);

    private final ManualExecutor executor = new ManualExecutor();
    private final AnalysisQueue queue = new AnalysisQueue(executor);
    private final List<String> run = new ArrayList<>();

    @Test
    void callerWithManyAnalyses_leavesPlacesForOthers() {
        for (int submitted = 0; submitted < 8; submitted++) {
            submit("anna");
        }
        assertThatThrownBy(() -> submit("anna"))
                .isInstanceOfSatisfying(
                        ApiException.class, busy -> assertThat(busy.status()).isEqualTo(503));

        CompletableFuture<HttpResponse> other = submit("bob");
        executor.runAll();
        assertThat(other).isCompletedWithValue(RESPONSE);
        assertThat(submit("anna")).isNotDone();
    }

    @Test
    void callers_takeTurns() {
        for (String user : new String[] {"anna", "anna", "anna", "bob", "bob", "carl"}) {
            submit(user);
        }
        executor.runNext();
        submit("anna");
        executor.runAll();
        assertThat(run).containsExactly("anna", "bob", "carl", "anna", "bob", "anna", "anna");
    }

    @Test
    void fullQueue_rejectsEveryCaller() {
        for (int submitted = 0; submitted < 16; submitted++) {
            submit("user" + submitted);
        }
        assertThatThrownBy(() -> submit("anna")).hasMessageContaining("try again later");
    }

    @Test
    void analysisOfADisconnectedCaller_isDropped() {
        CompletableFuture<HttpResponse> dropped = submit("anna");
        dropped.cancel(false);
        submit("bob");

        executor.runAll();
        assertThat(run).containsExactly("bob");
    }

    @Test
    void failure_isTheOutcome() {
        CompletableFuture<HttpResponse> failed = queue.submit(user("anna"), canceled -> {
            throw new OutOfMemoryError("too large");
        });
        executor.runAll();
        assertThat(failed).isCompletedExceptionally();
        assertThat(submit("anna")).isNotDone();
    }

    private CompletableFuture<HttpResponse> submit(String user) {
        return queue.submit(user(user), canceled -> {
            run.add(user);
            return RESPONSE;
        });
    }

    private static Caller user(String name) {
        return new Caller(name, Set.of());
    }
}
