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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static org.assertj.core.api.Assertions.assertThat;

/** Values as clients of other languages send them, and as a route receives and returns them, over a real server. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlbatchServiceValuesIT {

    private static final String TYPED = "/api/Typed/1.0";
    private static final String UNTYPED = "/api/Untyped/1.0";

    private final ConcurrentLinkedQueue<Map<?, ?>> received = new ConcurrentLinkedQueue<>();

    @AutoClose
    private final RunningHost host = RunningHost.secured("admin", "secret", routes -> {
        routes.from("mlbatch-service:Typed/1.0?inputs=n:numeric,i:integer,v:vector,m:matrix,d:data.frame"
                        + "&outputs=n:numeric,v:vector,d:data.frame,c:character")
                .process(exchange -> received.add(exchange.getMessage().getBody(Map.class)));
        routes.from("mlbatch-service:Untyped/1.0")
                .process(exchange -> received.add(exchange.getMessage().getBody(Map.class)));
    });

    MlbatchServiceValuesIT() throws Exception {}

    @BeforeEach
    void forget() {
        received.clear();
    }

    @Test
    void missingValue_reachesTheRouteAsNullAndNaNAsNaN() throws Exception {
        String answer = consume(
                TYPED, "{\"n\":null,\"i\":null,\"v\":[1,\"NaN\",null],\"m\":[[1,NaN]],\"d\":{\"a\":[null,\"NaN\",2]}}");

        Map<?, ?> record = received.remove();
        assertThat(record.get("n")).isNull();
        assertThat(record.get("i")).isNull();
        assertThat(record.get("v")).isEqualTo(Arrays.asList(1, Double.NaN, null));
        assertThat(record.get("m")).isEqualTo(List.of(List.of(1, Double.NaN)));
        assertThat(record.get("d")).isEqualTo(Map.of("a", Arrays.asList(null, Double.NaN, 2)));
        assertThat(answer).contains("\"n\":null,\"v\":[1,null,null],\"d\":{\"a\":[null,null,2]}");
    }

    @Test
    void notANumber_isATextAsASingleOutput() throws Exception {
        assertThat(consume(TYPED, "{\"n\":NaN,\"i\":1,\"v\":[],\"m\":[],\"d\":[]}"))
                .contains("\"n\":\"NaN\"");
        assertThat(received.remove().get("n")).isEqualTo(Double.NaN);
    }

    @Test
    void listsOfOneAndLogicals_areReadWhereSingleNumbersAreExpected() throws Exception {
        consume(
                TYPED,
                "{\"n\":[true],\"i\":[[4]],\"v\":[[1],[2]],\"m\":[[[1],[2]],[[3],[4]]],\"d\":[{\"a\":[1]},{\"a\":[2]}]}");

        Map<?, ?> record = received.remove();
        assertThat(record.get("n")).isEqualTo(1.0);
        assertThat(record.get("i")).isEqualTo(4);
        assertThat(record.get("v")).isEqualTo(List.of(1, 2));
        assertThat(record.get("m")).isEqualTo(List.of(List.of(1, 2), List.of(3, 4)));
        assertThat(record.get("d")).isEqualTo(Map.of("a", List.of(1, 2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740993", "\"9007199254740993\"", "1e999", "\"1e999\"", "-1E+400"})
    void numberThatADoubleDoesNotHold_isAnErrorWithTheRange(String number) throws Exception {
        HttpResponse<String> answer = post(TYPED, "{\"n\":" + number + ",\"i\":1,\"v\":[],\"m\":[],\"d\":[]}");

        assertThat(answer.body())
                .containsPattern("input 'n' \\(numeric\\).* from -")
                .contains("number");
        assertThat(received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "1e30", "9007199254740993.0e3"})
    void numberThatALongDoesNotHold_isAnErrorWithTheRange(String number) throws Exception {
        HttpResponse<String> answer = post(TYPED, "{\"n\":1,\"i\":" + number + ",\"v\":[],\"m\":[],\"d\":[]}");

        assertThat(answer.body()).containsPattern("input 'i' \\(integer\\).* from -");
        assertThat(received).isEmpty();
    }

    @Test
    void numberOfTooManyDigits_isAnError() throws Exception {
        assertResponse(post(UNTYPED, "{\"n\":" + "1".repeat(1001) + "}"), 400);
        assertThat(post(UNTYPED, "{\"n\":1e999}").body()).contains("input 'n'", "from -1.7976931348623157E308");
        assertThat(received).isEmpty();
    }

    @Test
    void undeclaredInputs_reachTheRouteAsTheyCame() throws Exception {
        List<Object> sent = List.of("NA", "NaN", 1);
        consume(UNTYPED, "{\"t\":\"NA\",\"l\":[\"NA\",\"NaN\",1],\"o\":[[1]],\"m\":null}");

        Map<?, ?> record = received.remove();
        assertThat(record.get("t")).isEqualTo("NA");
        assertThat(record.get("l")).isEqualTo(sent);
        assertThat(record.get("o")).isEqualTo(List.of(List.of(1)));
        assertThat(record.get("m")).isNull();
    }

    private String consume(String path, String record) throws Exception {
        HttpResponse<String> answer = assertResponse(post(path, record), 200, "\"success\":true");
        return answer.body();
    }

    private HttpResponse<String> post(String path, String record) throws Exception {
        String token = host.post("/login", "{\"username\":\"admin\",\"password\":\"secret\"}")
                .body()
                .replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
        return host.send("POST", path, record, "Authorization", "Bearer " + token);
    }
}
