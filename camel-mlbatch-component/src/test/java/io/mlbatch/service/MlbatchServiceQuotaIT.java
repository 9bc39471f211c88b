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
package io.mlbatch.service;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.service.security.Caller;
import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static org.assertj.core.api.Assertions.assertThat;

/** Several users share one host that holds few executions. */
@Tag("host")
class MlbatchServiceQuotaIT {

    private static final String FAST = "/api/Fast/1.0/batch";
    private static final String HELD = "/api/Held/1.0/batch";

    private final HeldProcessor held = new HeldProcessor();

    @AutoClose
    private final RunningHost host = RunningHost.with(
            component -> {
                component.setAuthenticator(credentials -> Optional.of(new Caller(credentials.username(), Set.of())));
                component.setMaxExecutions(20);
            },
            routes -> {
                routes.from("mlbatch-service:Fast/1.0").setBody(routes.simple("${null}"));
                routes.from("mlbatch-service:Held/1.0").process(held);
            });

    MlbatchServiceQuotaIT() throws Exception {}

    @Test
    void userWhoFillsTheHost_isRejectedAndResultsOfOthersStay() throws Exception {
        HostCaller bert = host.as("bert", "any");
        List<String> unread = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            unread.add(bert.start(FAST, "[{}]"));
        }

        HostCaller anna = host.as("anna", "any");
        HttpResponse<String> last = assertResponse(startMany(FAST, anna, 40), 429);
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
        assertThat(last.body()).contains("maxExecutionsPerUser");
        for (String execution : unread) {
            bert.awaitComplete(execution);
        }
        assertResponse(bert.post(FAST, "[{}]"), 202);
    }

    @Test
    void unfinishedExecutionsOfOneUser_leaveRoomForOthers() throws Exception {
        assertResponse(startMany(HELD, host.as("anna", "any"), 40), 429);

        for (String user : List.of("bert", "carl", "dora")) {
            assertResponse(host.as(user, "any").post(FAST, "[{}]"), 202);
        }
    }

    @Test
    void userWhoReadsResults_isNeverRejected() throws Exception {
        HostCaller anna = host.as("anna", "any");
        for (int i = 0; i < 40; i++) {
            anna.run(FAST, "[{}]");
        }
    }

    private static HttpResponse<String> startMany(String path, HostCaller caller, int count) throws Exception {
        HttpResponse<String> response = null;
        for (int i = 0; i < count; i++) {
            response = caller.post(path, "[{}]");
        }
        return response;
    }
}
