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
import java.util.List;
import java.util.Map;

import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.testing.host.LossyGateway;
import io.mlbatch.testing.host.RunningHost;

import static org.assertj.core.api.Assertions.assertThat;

/** Starts with an Idempotency-Key over a real server. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceKeyedStartIT {

    private static final String BATCH = "/api/TxService/1.0/batch";
    private static final String KEY = "Idempotency-Key";

    private RunningHost host;

    @BeforeAll
    void start() throws Exception {
        host = RunningHost.open(new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch-service:TxService/1.0?inputs=hp:numeric&outputs=answer:numeric")
                        .setBody(simple("${body[hp]}"));
            }
        });
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    @Test
    void sameKeyAndBody_giveTheSameExecution() throws Exception {
        HttpResponse<String> first = host.post(BATCH, "[{\"hp\":1}]", KEY, "again");
        HttpResponse<String> second = host.post(BATCH, "[{\"hp\":1}]", KEY, "again");
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(first.headers().firstValue(KEY)).contains("again");
        assertThat(second.headers().firstValue(KEY)).contains("again");
    }

    @Test
    void otherKeyOrNone_givesAnotherExecution() throws Exception {
        HttpResponse<String> first = host.post(BATCH, "[{\"hp\":1}]", KEY, "one");
        HttpResponse<String> second = host.post(BATCH, "[{\"hp\":1}]", KEY, "other");
        HttpResponse<String> third = host.post(BATCH, "[{\"hp\":1}]");
        assertThat(List.of(first.body(), second.body(), third.body())).doesNotHaveDuplicates();
        assertThat(third.headers().firstValue(KEY)).isEmpty();
    }

    @Test
    void sameKeyWithAnotherBody_isAConflict() throws Exception {
        host.post(BATCH, "[{\"hp\":1}]", KEY, "reused");
        String before = host.get(BATCH).body();
        HttpResponse<String> answer = host.post(BATCH, "[{\"hp\":1} ]", KEY, "reused");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue(KEY)).contains("reused");
        assertThat(answer.body())
                .startsWith("{\"message\":\"The Idempotency-Key 'reused' belongs to another start")
                .contains("\"code\":409");
        assertThat(host.get(BATCH).body()).isEqualTo(before);
    }

    @Test
    void startThatWasRefused_doesNotUseItsKey() throws Exception {
        assertThat(host.post(BATCH, "[{\"hp\":1},2]", KEY, "refused").statusCode())
                .isEqualTo(400);
        assertThat(host.post(BATCH, "[{\"hp\":1}]", KEY, "refused").statusCode())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\tb"})
    void keyThatIsNone_isRefused(String key) throws Exception {
        HttpResponse<String> answer = host.post(BATCH, "[{\"hp\":1}]", KEY, key);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("The Idempotency-Key must be 1 to 255 visible ASCII characters");
    }

    @Test
    void longestKey_isTakenAndALongerOneIsNot() throws Exception {
        assertThat(host.post(BATCH, "[{\"hp\":1}]", KEY, "k".repeat(255)).statusCode())
                .isEqualTo(202);
        assertThat(host.post(BATCH, "[{\"hp\":1}]", KEY, "k".repeat(256)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void keyInTheQuery_isNoKey() throws Exception {
        HttpResponse<String> answer = host.post(BATCH + "?Idempotency-Key=q", "[{\"hp\":1}]");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue(KEY)).isEmpty();
    }

    @Test
    void lostResponse_isRequestedAgainAndStartsNothingTwice() throws Exception {
        try (LossyGateway gateway = new LossyGateway(host.url());
                ProducerTemplate template = host.camelContext().createProducerTemplate()) {
            String uri = "mlbatch:TxService/1.0?operation=start&serverUrl=" + gateway.url();
            List<Map<String, Integer>> records = List.of(Map.of("hp", 1));
            // tells the client that the host knows keys
            template.requestBody(uri, records, String.class);
            int before = executions();
            gateway.loseStarts(1);

            String id = template.requestBody(uri, records, String.class);

            assertThat(gateway.toLose()).isZero();
            assertThat(executions()).isEqualTo(before + 1);
            assertThat(host.get(BATCH).body()).contains(id);
        }
    }

    private int executions() throws Exception {
        return host.get(BATCH).body().split(",").length;
    }
}
