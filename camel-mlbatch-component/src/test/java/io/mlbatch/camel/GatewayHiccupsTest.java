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
package io.mlbatch.camel;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import io.mlbatch.client.AuthenticationFailedException;
import io.mlbatch.client.ResultsMismatchException;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.testing.http.ScriptedServer.Response;

import static io.mlbatch.testing.http.ScriptedServer.BATCH;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static io.mlbatch.testing.http.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

/** Responses of gateways, firewalls and broken servers while a batch runs: no batch is abandoned, forgotten or lost. */
class GatewayHiccupsTest extends MlbatchConsumerSupport {

    private static final List<Response> HICCUPS = List.of(
            page(408),
            page(425),
            page(429),
            new Response(302, Map.of("Location", "https://example.org/maintenance"), ""),
            page(403),
            page(200),
            page(500),
            page(503),
            new Response(200, Map.of(), ""),
            new Response(204, Map.of(), ""),
            json("null"),
            json("\"busy\""),
            json("{\"error\":\"maintenance\"}"),
            json("{\"state\":\"Complete\",\"completedItemCount\":2,\"totalItemCount\":2,\"batchExecut"));

    /** States and counts that do not end an execution. */
    private static final List<Response> ODD_STATUSES = List.of(
            json("{\"state\":\"Paused\",\"completedItemCount\":2,\"totalItemCount\":2}"),
            json("{\"state\":null,\"completedItemCount\":2,\"totalItemCount\":2}"),
            json("{\"state\":4,\"completedItemCount\":2,\"totalItemCount\":2}"),
            json("{\"state\":[\"Complete\"],\"totalItemCount\":2}"),
            json("{\"state\":\"InProgress\",\"completedItemCount\":\"many\",\"totalItemCount\":2}"),
            json("{\"state\":\"InProgress\",\"completedItemCount\":1.0,\"totalItemCount\":\"2\"}"));

    private static final String SUCCESS = "{\"success\":true}";
    private static final Response COMPLETE = completeOfTwo(SUCCESS + "," + SUCCESS);

    private static Response page(int status) {
        return new Response(status, Map.of("Content-Type", "text/html"), "<html><body>Be right back</body></html>");
    }

    private static Response completeOfTwo(String results) {
        return status("Complete", 2, 2, "[" + results + "]");
    }

    @Nested
    class Producer {

        private BatchResponse execute(Response... polls) {
            server.accepts("e1").poll("e1", polls);
            return succeed("&operation=execute", TWO_RECORDS).getBody(BatchResponse.class);
        }

        private Throwable executeFails(String options, Response poll) {
            server.accepts("e1").poll("e1", poll);
            return send("&operation=execute" + options, TWO_RECORDS, Map.of()).getException();
        }

        @ParameterizedTest
        @FieldSource({"io.mlbatch.camel.GatewayHiccupsTest#HICCUPS", "io.mlbatch.camel.GatewayHiccupsTest#ODD_STATUSES"
        })
        void responseWithoutATerminalState_doesNotEndAWait(Response hiccup) {
            assertThat(execute(hiccup, hiccup, COMPLETE)).hasSize(2);
        }

        @Test
        void countsAsDecimalsAndTexts_areCounts() {
            assertThat(execute(json("{\"state\":\"Complete\",\"completedItemCount\":2.0,\"totalItemCount\":\"2\","
                                    + "\"batchExecutionResults\":[" + SUCCESS + "," + SUCCESS + "]}"))
                            .totalItemCount())
                    .isEqualTo(2);
        }

        @Test
        void refusedLogin_endsAWaitAtOnce() {
            assertThat(executeFails("", json(401, "{}"))).isInstanceOf(AuthenticationFailedException.class);
            assertThat(server.polled("e1")).isEqualTo(1);
        }

        @Test
        void pageThatStays_endsAWaitAfterSixtyPolls() {
            assertThat(executeFails("", page(403))).isNotNull();
            assertThat(server.polled("e1")).isEqualTo(60);
        }

        @Test
        void completeBatchWhoseResultsComeLater_isAwaited() {
            assertThat(execute(completeOfTwo(""), completeOfTwo(SUCCESS), COMPLETE))
                    .hasSize(2);
        }

        @Test
        void completeBatchWithoutAllResults_isAnErrorThatARouteCanCatch() {
            assertThat(executeFails("&onTimeout=cancel&onStop=cancel", completeOfTwo(SUCCESS + ",null")))
                    .isInstanceOf(ResultsMismatchException.class);
            assertThat(server.polled("e1")).isEqualTo(5);
            assertThat(server.deleted("e1")).isZero();
        }

        @Test
        void completeBatchOfAnotherNumberOfRecordsThanWereSent_isAnError() {
            assertThat(executeFails("", status("Complete", 3, 3, "[" + SUCCESS + "," + SUCCESS + "," + SUCCESS + "]")))
                    .isInstanceOf(ResultsMismatchException.class)
                    .hasMessageContaining("complete with 3 records, but 2 were sent");
            assertThat(server.deleted("e1")).isZero();
        }
    }

    @Nested
    class Consumer {

        /** One consumer for all hiccups, each at the poll of an execution of its own. */
        @Test
        void hiccupsOfPolls_loseNoExecution() throws Exception {
            String[] ids = IntStream.range(0, HICCUPS.size())
                    .mapToObj(number -> "e" + number)
                    .toArray(String[]::new);
            server.holds(ids);
            for (int i = 0; i < ids.length; i++) {
                server.poll(ids[i], HICCUPS.get(i), HICCUPS.get(i), HICCUPS.get(i), COMPLETE);
            }

            consume("&exceptionHandler=#failures");

            soon().until(() -> seen.size() == ids.length);
            assertThat(ids()).containsExactlyInAnyOrder(ids);
        }

        /** One consumer for all hiccups of the list, one after the other. */
        @Test
        void hiccupOfTheList_forgetsNoExecution() throws Exception {
            server.holds("e1").isAt("e1", "InProgress", 1, 2);

            consume("&exceptionHandler=#failures&backoffErrorThreshold=0");
            soon().until(() -> server.polled("e1") >= 1);
            for (Response hiccup : HICCUPS) {
                server.get(BATCH, hiccup);
                awaitLists(3);
                int before = server.polled("e1");
                soon().until(() -> server.polled("e1") > before);
            }
            // the end is found without the list
            server.isAt("e1", "Complete", 2, 2);
            int before = server.polled("e1");
            soon().until(() -> server.polled("e1") > before);
            server.holds("e1");

            awaitExactly(1, 2);
        }

        @Test
        void batchWithoutAllResults_isNeitherEmittedNorDeleted() throws Exception {
            server.holds("e1").deletes("e1").poll("e1", completeOfTwo(SUCCESS));

            consume("&deleteOnCommit=true&exceptionHandler=#failures");
            soon().until(() -> server.polled("e1") >= 6);

            assertThat(seen).isEmpty();
            assertThat(server.deleted("e1")).isZero();
            assertThat(failures).isNotEmpty().allMatch(ResultsMismatchException.class::isInstance);
            server.isAt("e1", "Complete", 2, 2);
            soon().until(() -> server.deleted("e1") == 1);
            assertThat(seen).hasSize(1);
        }

        @Test
        void entriesThatAreNotExecutionIds_hideNoOther() throws Exception {
            server.completed("e1").get(BATCH, json("[\"\",\"..\",null,7,{\"id\":\"x\"},\"e1\",\"a/b\"]"));

            consume("");

            soon().until(() -> seen.size() == 1);
        }
    }
}
