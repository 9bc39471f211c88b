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

import java.util.HashMap;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mlbatch.testing.http.StubServer;

/** What tests of the producer share: a server that answers as told, and a context that sends to it. */
abstract class MlbatchProducerSupport {

    @RegisterExtension
    final StubServer server = new StubServer();

    final DefaultCamelContext camel = new DefaultCamelContext();
    ProducerTemplate template;

    @BeforeEach
    void startCamel() {
        camel.start();
        template = camel.createProducerTemplate();
    }

    @AfterEach
    void stopCamel() {
        camel.stop();
    }

    final Exchange send(String options, Object body, Map<String, Object> headers) {
        String uri = "mlbatch:TxService/1.0?serverUrl=" + server.url() + "&initialDelay=1&delay=1&maxDelay=5" + options;
        return template.request(uri, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    static Map<String, Object> execution(String id) {
        return Map.of(MlbatchConstants.EXECUTION_ID, id);
    }
}
