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
package io.mlbatch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mlbatch.camel.MlbatchConstants;
import io.mlbatch.camel.output.Csv;
import io.mlbatch.client.InvalidInputException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.ServiceResponse;
import io.mlbatch.service.security.Caller;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static org.assertj.core.api.Assertions.assertThat;

/** Results beside their input, and records that fail alone, with a client and a host over real HTTP. */
@Tag("host")
class JoinInputIT {

    private static final String BATCH = "/api/Sum/1.0/batch";

    private static RunningHost host;
    private static ProducerTemplate template;

    @BeforeAll
    static void start() throws Exception {
        host = RunningHost.open(
                routes -> routes.from("mlbatch-service:Sum/1.0?inputs=hp:numeric,wt:numeric&outputs=sum:numeric")
                        .process(exchange -> {
                            Map<?, ?> record = exchange.getMessage().getBody(Map.class);
                            assertThat(record).hasSize(2);
                            double hp = (Double) record.get("hp");
                            if (hp < 0) {
                                throw new IllegalArgumentException("hp must not be negative");
                            }
                            exchange.getMessage().setBody(Map.of("sum", hp + (Double) record.get("wt")));
                        }));
        template = host.camelContext().createProducerTemplate();
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    private static String uri(String options) {
        return "mlbatch:Sum/1.0?serverUrl=" + host.url() + "&initialDelay=1&delay=5&maxDelay=20" + options;
    }

    private static Exchange send(String options, Object body, Map<String, Object> headers) {
        return template.request(uri(options), exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    @Test
    void fileWithBadRows_isScoredWithItsColumnsAndItsFailuresInOrder() {
        String file = "id,power,wt,index,sum\n007,110,2.5,x,\"a, b\"\n008,many,1,,\n009,1\n010,-1,1,y,\n011,93,2,z,c\n";

        Exchange exchange =
                send("&operation=execute&joinInput=true&invalidRecords=fail&columns=hp=power", file, Map.of());

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(MlbatchConstants.TOTAL_ITEM_COUNT))
                .isEqualTo(5);
        assertThat(exchange.getMessage().getBody(Csv.class))
                .extracting(csv -> host.camelContext().getTypeConverter().convertTo(String.class, csv))
                .isEqualTo("id,power,wt,input.index,sum,index,success,error,output.sum\r\n"
                        + "007,110,2.5,x,\"a, b\",0,TRUE,,112.5\r\n"
                        + "008,many,1,,,1,FALSE,\"record 1: input 'hp' (numeric): expected a number, got the text"
                        + " 'many'\",\r\n"
                        + "009,1,,,,2,FALSE,\"line 4: expected 5 fields as in line 1, found 2 (delimiter ',')\",\r\n"
                        + "010,-1,1,y,,3,FALSE,hp must not be negative,\r\n"
                        + "011,93,2,z,c,4,TRUE,,95.0\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"hp\":1,\"wt\":2},{\"hp\":", "hp,wt\n1,2\n\"3,4\n"})
    void brokenText_endsTheCallAlthoughInvalidRecordsFail(String text) {
        assertThat(send("&operation=execute&invalidRecords=fail", text, Map.of())
                        .getException())
                .isInstanceOf(InvalidInputException.class);
    }

    /** Includes a record that the host finds invalid, and one for which its route fails. */
    private static String startElsewhere() throws Exception {
        String path = host.run(
                BATCH,
                "[{\"hp\":1,\"wt\":2,\"id\":\"a\"},{\"id\":\"b\",\"hp\":1},{\"hp\":-1,\"wt\":2,\"tags\":[\"c\",1.5]}]");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static final List<Map<String, Object>> SENT = List.of(
            Map.of("hp", 1, "wt", 2, "id", "a"),
            Map.of("id", "b", "hp", 1),
            Map.of("hp", -1, "wt", 2, "tags", List.of("c", 1.5)));

    @ParameterizedTest
    @ValueSource(strings = {"await", "results"})
    void executionOfAnotherClient_isJoinedWithTheInputThatTheHostHolds(String operation) throws Exception {
        Exchange exchange = send(
                "&joinInput=true&operation=" + operation,
                null,
                Map.of(MlbatchConstants.EXECUTION_ID, startElsewhere()));

        assertThat(exchange.getException()).isNull();
        BatchResponse response = exchange.getMessage().getBody(BatchResponse.class);
        assertThat(response).extracting(ServiceResponse::input).containsExactlyElementsOf(SENT);
        assertThat(response).extracting(ServiceResponse::success).containsExactly(true, false, false);
    }

    @Test
    void emittedItems_haveTheirInputInAHeader() throws Exception {
        String id = startElsewhere();
        BlockingQueue<List<?>> items = new LinkedBlockingQueue<>();

        RouteBuilder.addRoutes(
                host.camelContext(), routes -> routes.from(uri("&emit=item&joinInput=true&executionId=" + id))
                        .routeId("items")
                        .process(exchange -> items.add(List.of(
                                exchange.getMessage().getHeader(MlbatchConstants.INPUT, Map.class),
                                exchange.getMessage().getHeader(MlbatchConstants.SUCCESS)))));

        for (int i = 0; i < SENT.size(); i++) {
            assertThat(items.poll(1, TimeUnit.MINUTES)).isEqualTo(List.of(SENT.get(i), i == 0));
        }
        host.camelContext().getRouteController().stopRoute("items");
    }

    @ParameterizedTest
    @CsvSource({
        "'',0,3",
        "?from=1,1,3",
        "?from=1&count=1,1,2",
        "?count=99999999,0,3",
        "?from=3,3,3",
        "?from=999999999,3,3",
    })
    void records_areReturnedInPages(String query, int from, int to) throws Exception {
        String path = BATCH + "/" + startElsewhere() + "/records";

        assertThat(host.get(path + query).body())
                .isEqualTo("["
                        + String.join(
                                ",",
                                List.of(
                                                "{\"hp\":1,\"wt\":2,\"id\":\"a\"}",
                                                "{\"id\":\"b\",\"hp\":1}",
                                                "{\"hp\":-1,\"wt\":2,\"tags\":[\"c\",1.5]}")
                                        .subList(from, to))
                        + "]");
    }

    @Test
    void records_haveALimitForEachResponse() throws Exception {
        String batch = "[" + "{\"hp\":1,\"wt\":2},".repeat(10_500) + "{\"hp\":3,\"wt\":4}]";
        String path = host.run(BATCH, batch) + "/records";

        assertThat(host.get(path).body().split("\\},\\{")).hasSize(1_000);
        assertThat(host.get(path + "?from=10&count=999999").body().split("\\},\\{"))
                .hasSize(10_000);
        assertThat(host.get(path + "?from=10500").body()).isEqualTo("[{\"hp\":3,\"wt\":4}]");
    }

    @Test
    void recordsThatDoNotExist_areNotFound() throws Exception {
        assertResponse(host.get(BATCH + "/none/records"), 404, "Execution 'none'");
        assertResponse(host.get("/api/Sum/9/batch/none/records"), 404, "'Sum/9'");
        assertResponse(host.get(BATCH + "/" + startElsewhere() + "/records?from=-1"), 400, "from");
        assertResponse(host.get(BATCH + "/" + startElsewhere() + "/records?count=0"), 400, "count");
    }

    @Test
    void recordsOfAnotherUser_areNotFound() throws Exception {
        try (RunningHost secured = RunningHost.with(
                component -> component.setAuthenticator(
                        credentials -> Optional.of(new Caller(credentials.username(), Set.of()))),
                routes -> routes.from("mlbatch-service:Sum/1.0?inputs=hp:numeric&outputs=hp:numeric")
                        .setBody(routes.constant(Map.of("hp", 1))))) {
            String path = secured.as("ann", "pa").run(BATCH, "[{\"hp\":1}]") + "/records";

            assertResponse(secured.as("ann", "pa").get(path), 200, "[{\"hp\":1}]");
            assertResponse(secured.as("bob", "pb").get(path), 404);
            assertResponse(secured.get(path), 401);
        }
    }

    @Test
    void manyRecords_areJoinedOverSeveralPages() throws Exception {
        StringBuilder batch = new StringBuilder("[");
        IntStream.range(0, 25_000).forEach(index -> batch.append(index == 0 ? "" : ",")
                .append("{\"hp\":" + index + ",\"wt\":0.5,\"id\":\"r" + index + "\"}"));
        String path = host.run(BATCH, batch.append("]").toString());

        Exchange exchange = send(
                "&joinInput=true&operation=await",
                null,
                Map.of(MlbatchConstants.EXECUTION_ID, path.substring(path.lastIndexOf('/') + 1)));

        int next = 0;
        for (ServiceResponse result : exchange.getMessage().getBody(BatchResponse.class)) {
            assertThat(result.input()).containsEntry("id", "r" + next);
            assertThat(result.output("sum")).isEqualTo(next++ + 0.5);
        }
        assertThat(next).isEqualTo(25_000);
    }
}
