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

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.testing.host.HeldProcessor;
import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.http.RawConnection;

import static org.assertj.core.api.Assertions.assertThat;

/** Status calls that wait for the end of an execution. */
@Tag("host")
@Timeout(120)
class MlbatchServiceWaitIT {

    private static final String BATCH = "/api/Slow/1/batch";
    private static final int CONNECTIONS = 12;
    private static final int WAITS = 9;
    private static final int REQUESTS = 5;

    private final HeldProcessor held = new HeldProcessor();
    private final List<RawConnection> connections = new ArrayList<>();
    private RunningHost host;
    private String execution;

    @BeforeEach
    void start() throws Exception {
        host = RunningHost.with(
                component -> {
                    component.setMaxRequests(REQUESTS);
                    component.setMaxConnections(CONNECTIONS);
                },
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("mlbatch-service:Slow/1?outputs=answer:integer")
                                .routeId("slow")
                                .process(held);
                        from("mlbatch-service:Other/1").setBody(constant("{}"));
                    }
                });
        execution =
                BATCH + "/" + host.post(BATCH, "[{}]").body().replaceAll(".*\"batchExecutionId\":\"([^\"]+)\".*", "$1");
        await(() -> held.waiting() == 1);
    }

    @AfterEach
    void stop() throws Exception {
        for (RawConnection connection : connections) {
            connection.close();
        }
        if (held.waiting() > 0) {
            held.release(0, 1);
        }
        host.close();
    }

    private RawConnection waiting(String seconds) throws IOException {
        RawConnection connection = host.connect();
        connections.add(connection);
        return connection.head("GET " + execution, "Prefer: respond-async, wait=" + seconds);
    }

    private static void await(Condition condition) {
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(condition::isMet);
    }

    private interface Condition {
        boolean isMet() throws Exception;
    }

    @Test
    void execution_ends_thenTheResponseComesWithItsResults() throws Exception {
        RawConnection waiting = waiting("50");
        assertThat(host.get(execution).body()).contains("InProgress");
        assertThat(waiting.hasAnswer()).isFalse();
        held.release(0, 7);
        assertThat(waiting.answer())
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("preference-applied: wait=50\r\n");
        assertThat(waiting.until("]}")).contains("\"state\":\"Complete\"", "{\"answer\":7}");
    }

    @Test
    void timeIsOver_statusIsReturned() throws Exception {
        RawConnection waiting = waiting("1");
        assertThat(waiting.answer()).containsIgnoringCase("preference-applied: wait=1\r\n");
        assertThat(waiting.until("]}")).contains("\"state\":\"InProgress\"");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "wait=0 | wait=0",
                "wait=10 | wait=10",
                "WAIT = \"10\"; x=1 | wait=10",
                "respond-async, wait=3600 | wait=60",
                "return=minimal | ''",
                "wait=-1 | ''",
                "wait=soon | ''",
                "await=10 | ''"
            },
            delimiter = '|')
    void endedExecution_isReturnedAtOnce(String prefer, String applied) throws Exception {
        held.release(0, 7);
        await(() -> host.get(execution).body().contains("Complete"));
        assertThat(host.get(execution, "Prefer", prefer)
                        .headers()
                        .firstValue("Preference-Applied")
                        .orElse(""))
                .isEqualTo(applied);
    }

    @Test
    void deletedExecution_releasesItsWaits() throws Exception {
        RawConnection waiting = waiting("50");
        host.delete(execution);
        assertThat(waiting.answer()).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void suspendedRoute_releasesWaitsAndAppliesNoOthers() throws Exception {
        RawConnection waiting = waiting("50");
        assertThat(host.get(execution).statusCode()).isEqualTo(200);
        host.camelContext().getRouteController().suspendRoute("slow");
        assertThat(waiting.answer()).startsWith("HTTP/1.1 200 ");
        assertThat(waiting.until("]}")).contains("InProgress");
        assertThat(host.get(execution, "Prefer", "wait=50").headers().firstValue("Preference-Applied"))
                .isEmpty();
    }

    /** More requests wait than may be in flight, and than there are connections besides. */
    @Test
    void waitingRequests_leavePermitsAndConnectionsToOthers() throws Exception {
        fill();
        for (int i = 0; i < CONNECTIONS; i++) {
            RawConnection other = host.connect();
            connections.add(other);
            assertThat(other.head("GET " + execution).answer()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(host.post("/api/Other/1/batch", "[{}]").statusCode()).isEqualTo(202);
    }

    @Test
    void disconnectedCaller_leavesItsPlaceToAnother() throws Exception {
        fill();
        connections.get(0).close();
        await(this::isApplied);
    }

    /** As many requests wait as may. */
    private void fill() throws Exception {
        for (int i = 0; i < WAITS; i++) {
            waiting("50");
            assertThat(host.get(execution).statusCode()).isEqualTo(200);
        }
        await(() -> !isApplied());
    }

    private boolean isApplied() throws Exception {
        return host.get(execution, "Prefer", "wait=1").headers().map().containsKey("preference-applied");
    }
}
