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

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.LoggingExceptionHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mlbatch.testing.http.StubServer;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static io.mlbatch.testing.http.StubServer.BATCH;
import static io.mlbatch.testing.http.StubServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Camel's own check of consumers, over ours. */
class ConsumerHealthTest {

    @RegisterExtension
    private final StubServer server = new StubServer();

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void enable() {
        // or what is up has no details
        HealthCheckRegistry.get(camel).setExposureLevel("full");
        HealthCheckHelper.getHealthCheckRepository(camel, "consumers").setEnabled(true);
    }

    @AfterEach
    void stopCamel() {
        camel.stop();
    }

    private void consume(String initialDelay) throws Exception {
        // the failures are meant
        camel.getRegistry()
                .bind("quiet", new LoggingExceptionHandler(camel, ConsumerHealthTest.class, LoggingLevel.OFF));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("mlbatch:TxService/1.0?delay=5&accessToken=t0ken&exceptionHandler=#quiet&serverUrl=" + server.url()
                                + "&initialDelay=" + initialDelay)
                        .routeId("batches")
                        .to("mock:batches");
            }
        });
        camel.start();
    }

    private Result result() {
        return check().orElseThrow();
    }

    private Optional<Result> check() {
        return HealthCheckHelper.invokeReadiness(camel).stream()
                .filter(result -> result.getCheck().getId().equals("consumer:batches"))
                .findFirst();
    }

    private void becomes(State state) {
        await().atMost(1, TimeUnit.MINUTES).until(() -> result().getState() == state);
    }

    @Test
    void consumerBeforeItsFirstPoll_isNotReady() throws Exception {
        consume("1h");

        assertThat(result().getState()).isEqualTo(State.DOWN);
        assertThat(result().getMessage().orElseThrow()).startsWith("Consumer has not yet polled");
    }

    @Test
    void failingList_isDownUntilItSucceeds() throws Exception {
        server.holds();
        consume("1");
        becomes(State.UP);

        server.answer(
                get(urlPathEqualTo(BATCH)),
                json("{\"message\":\"out of shells\"}").withStatus(500));
        becomes(State.DOWN);
        Result down = result();
        assertThat(down.getError().orElseThrow()).hasMessage("list TxService/1.0: HTTP 500: out of shells");
        assertThat(down.getDetails())
                .containsKey(HealthCheck.FAILURE_ERROR_COUNT)
                .containsEntry(HealthCheck.HTTP_RESPONSE_CODE, 500);
        assertThat(down.getMessage() + down.getDetails().toString() + down.getError())
                .doesNotContain("t0ken");

        server.holds();
        becomes(State.UP);
        assertThat(result().getError()).isEmpty();
    }
}
