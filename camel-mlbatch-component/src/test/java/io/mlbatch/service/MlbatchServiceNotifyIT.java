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

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.processor.errorhandler.DefaultErrorHandler;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mlbatch.camel.MlbatchComponent;
import io.mlbatch.protocol.BatchResponse;
import io.mlbatch.protocol.BatchState;
import io.mlbatch.service.notify.Notifier;
import io.mlbatch.service.security.Caller;
import io.mlbatch.testing.CapturedLog;
import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;
import io.mlbatch.testing.http.ScriptedServer;

import static io.mlbatch.testing.host.HostCaller.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

/** Announcements of ended executions over a real server. */
@Tag("host")
class MlbatchServiceNotifyIT {

    private static final String BATCH = "/api/A/1/batch";

    private final BlockingQueue<Message> announced = new LinkedBlockingQueue<>();
    private final AtomicInteger failures = new AtomicInteger();

    @TempDir
    private Path folder;

    private RunningHost start() throws Exception {
        return RunningHost.with(
                component -> {
                    component.setAuthenticator(login -> Optional.of(new Caller(login.username(), Set.of())));
                    component.setDataDirectory(folder.toString());
                },
                routes("mlbatch-service:A/1?notify=direct:ended"));
    }

    private LambdaRouteBuilder routes(String service) {
        return routes -> {
            routes.from(service)
                    .choice()
                    .when(routes.simple("${body[hp]} == 0"))
                    .throwException(new IllegalStateException("no power"));
            routes.from("direct:ended").process(this::announce);
        };
    }

    private void announce(Exchange exchange) {
        if (failures.getAndDecrement() > 0) {
            throw new IllegalStateException("connection refused");
        }
        announced.add(exchange.getMessage().copy());
    }

    @Test
    void end_isAnnouncedWithItsDetails() throws Exception {
        failures.set(1);
        try (RunningHost host = start()) {
            HostCaller anna = host.as("anna", "x");
            String execution = anna.run(BATCH, "[{\"hp\":1},{\"hp\":0}]");
            Message message = announced.poll(1, TimeUnit.MINUTES);

            assertThat(message.getHeaders())
                    .containsEntry("CamelMlbatchExecutionId", execution.substring(BATCH.length() + 1))
                    .containsEntry("CamelMlbatchUser", "anna");
            assertThat(message.getBody(Map.class))
                    .containsEntry("name", "A")
                    .containsEntry("version", "1")
                    .containsEntry("batchExecutionId", execution.substring(BATCH.length() + 1))
                    .containsEntry("state", "Complete")
                    .containsEntry("completedItemCount", 2)
                    .containsEntry("failedItemCount", 1)
                    .containsEntry("owner", "anna")
                    .containsKeys("created", "finished");
            anna.run(BATCH, "[{\"hp\":1}]");
            announced.poll(1, TimeUnit.MINUTES);
        }
        try (RunningHost host = start()) {
            String execution = host.as("anna", "x").run(BATCH, "[{\"hp\":1}]");
            assertThat(announced.poll(1, TimeUnit.MINUTES).getHeader("CamelMlbatchExecutionId"))
                    .isEqualTo(execution.substring(BATCH.length() + 1));
            assertThat(announced).isEmpty();
        }
    }

    @Test
    void endThatCouldNotBeAnnounced_isAnnouncedAfterARestart() throws Exception {
        failures.set(Integer.MAX_VALUE);
        String execution;
        try (CapturedLog log = new CapturedLog(DefaultErrorHandler.class, Notifier.class)) {
            try (RunningHost host = start()) {
                execution = host.as("anna", "x").run(BATCH, "[{\"hp\":1}]");
                awaitTrue(() -> failures.get() < Integer.MAX_VALUE - 1);
            }
            assertThat(log.text().lines().filter(line -> line.contains("connection refused")))
                    .singleElement(STRING)
                    .contains("WARN", "Announcing the end of execution");
        }
        failures.set(0);
        try (RunningHost host = start()) {
            assertThat(announced.poll(1, TimeUnit.MINUTES).getHeader("CamelMlbatchExecutionId"))
                    .isEqualTo(execution.substring(BATCH.length() + 1));
            assertThat(host.as("anna", "x").get(BATCH).body()).contains(execution.substring(BATCH.length() + 1));
        }
    }

    @Test
    void notifyToAnUnknownEndpoint_failsTheStartAndNamesTheOption() {
        assertThatThrownBy(() -> RunningHost.open(routes("mlbatch-service:A/1?notify=nosuch:hook")))
                .hasStackTraceContaining("The option notify of A/1 is not the URI of a Camel endpoint: nosuch:hook");
    }

    /** Opens a host with the routes of a recipe of the guide. */
    private static RunningHost open(String recipe, String property, String value) throws Exception {
        RunningHost host = RunningHost.open(routes -> {});
        CamelContext camel = host.camelContext();
        camel.getPropertiesComponent().addInitialProperty(property, value);
        ((MlbatchComponent) camel.getComponent("mlbatch")).getConfiguration().setServerUrl(host.url());
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(camel, "classpath:notify/" + recipe));
        return host;
    }

    @Test
    void webhook_isCalledUntilItAcceptsTheEnd() throws Exception {
        try (ScriptedServer receiver = new ScriptedServer().start()) {
            receiver.post("/hook", ScriptedServer.json(503, "{}"), ScriptedServer.json("{}"));
            try (RunningHost host = open("webhook.yaml", "webhook.url", receiver.url() + "/hook")) {
                host.run("/api/TxService/1.0/batch", "[{\"hp\":1}]");
                awaitTrue(() -> receiver.requests("POST", "/hook").size() == 2);
            }
            assertThat(receiver.requests("POST", "/hook").get(1).body())
                    .contains("\"state\":\"Complete\",\"completedItemCount\":1,\"failedItemCount\":0");
            assertThat(receiver.requests("POST", "/hook").get(1).header("Content-Type"))
                    .isEqualTo("application/json");
        }
    }

    @Test
    void clientInTheSameProcess_readsResultsWithoutPolling() throws Exception {
        try (RunningHost host = open("in-process.yaml", "unused", "")) {
            CamelContext camel = host.camelContext();
            MockEndpoint results = camel.getEndpoint("mock:results", MockEndpoint.class);
            results.expectedMessageCount(1);
            camel.createProducerTemplate().sendBody("direct:score", List.of(Map.of("hp", 110), Map.of("hp", 120)));
            results.assertIsSatisfied(60_000);
            BatchResponse response = results.getExchanges().get(0).getMessage().getBody(BatchResponse.class);
            assertThat(response.status().state()).isEqualTo(BatchState.COMPLETE);
        }
    }

    @Test
    void invalidEndpoint_isAnErrorAtTheStart() {
        assertThatThrownBy(() -> RunningHost.open(routes("mlbatch-service:A/1?notify=unknown:x")))
                .hasStackTraceContaining("unknown://x");
    }
}
