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

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.assertj.core.api.AbstractThrowableAssert;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mlbatch.testing.http.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;

/** A scripted server, a context, and routes that call the one from the other. */
abstract class MlbatchTestSupport {

    static final List<Map<String, Object>> ONE_RECORD = List.of(Map.of("hp", 1, "wt", 2));
    static final List<Map<String, Object>> TWO_RECORDS = List.of(Map.of("hp", 1, "wt", 2), Map.of("hp", 3, "wt", 4));

    @RegisterExtension
    final ScriptedServer server = new ScriptedServer();

    final DefaultCamelContext camel = new DefaultCamelContext();
    ProducerTemplate template;

    /** Returns whether the context has MBeans, which take ten times as long as the rest of its start. */
    boolean hasMBeans() {
        return false;
    }

    @BeforeEach
    final void startCamel() {
        if (!hasMBeans()) {
            camel.disableJMX();
        }
        camel.start();
        template = camel.createProducerTemplate();
    }

    @AfterEach
    final void stopCamel() {
        camel.stop();
    }

    /** Writes all results to disk. */
    final void spoolTo(Path folder) {
        MlbatchComponent component = new MlbatchComponent();
        component.setSpoolThreshold(0);
        component.setSpoolDirectory(folder.toString());
        camel.addComponent("mlbatch", component);
    }

    /** An endpoint of the server, whose waits poll at once; the options begin with an ampersand. */
    final String uri(String options) {
        return "mlbatch:TxService/1.0?serverUrl=" + server.url() + "&initialDelay=1&delay=1&maxDelay=5" + options;
    }

    final void route(LambdaRouteBuilder routes) throws Exception {
        RouteBuilder.addRoutes(camel, routes);
    }

    /** Adds routes, and sends a body and headers to the one that begins with {@code direct:in}. */
    final Exchange run(Object body, Map<String, Object> headers, LambdaRouteBuilder routes) throws Exception {
        route(routes);
        return request("direct:in", body, headers);
    }

    final Exchange request(String endpoint, Object body, Map<String, Object> headers) {
        return template.request(endpoint, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    final Exchange send(String options, Object body, Map<String, Object> headers) {
        return request(uri(options), body, headers);
    }

    /** Sends a body, and returns the message of an exchange that did not fail. */
    final Message succeed(String options, Object body, Map<String, Object> headers) {
        return succeeded(send(options, body, headers));
    }

    final Message succeed(String options, Object body) {
        return succeed(options, body, Map.of());
    }

    /** Sends a body, and asserts that the exchange failed. */
    final AbstractThrowableAssert<?, ? extends Throwable> fail(
            String options, Object body, Map<String, Object> headers) {
        return assertThat(send(options, body, headers).getException()).isNotNull();
    }

    final AbstractThrowableAssert<?, ? extends Throwable> fail(String options, Object body) {
        return fail(options, body, Map.of());
    }

    static Message succeeded(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage();
    }

    static Map<String, Object> execution(String id) {
        return Map.of(MlbatchConstants.EXECUTION_ID, id);
    }

    static Map<String, Object> file(String id, Object index, String name) {
        return Map.of(
                MlbatchConstants.EXECUTION_ID, id, MlbatchConstants.INDEX, index, MlbatchConstants.FILE_NAME, name);
    }

    static ConditionFactory soon() {
        return Awaitility.await().atMost(1, TimeUnit.MINUTES).pollInterval(5, TimeUnit.MILLISECONDS);
    }
}
