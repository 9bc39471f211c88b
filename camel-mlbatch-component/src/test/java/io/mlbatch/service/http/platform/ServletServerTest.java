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
package io.mlbatch.service.http.platform;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

import io.mlbatch.service.http.api.BodyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Bodies of servers other than Vert.x. */
class ServletServerTest {

    private static final Optional<String> JSON = Optional.of("application/json");

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final ServletServer server = new ServletServer(exchange.getContext(), RequestLimits.DEFAULT);

    @Test
    void propertyOfTheRuntime_isTheBoundHost() {
        exchange.getContext().getPropertiesComponent().addInitialProperty("server.address", "127.0.0.1");

        assertThat(server.boundHost()).contains("127.0.0.1");
    }

    @Test
    void missingProperty_meansEveryAddress() {
        assertThat(server.boundHost()).contains("0.0.0.0");
    }

    @Test
    void stream_isReadUnchanged() throws Exception {
        assertThat(read(new ByteArrayInputStream("[{}]".getBytes(StandardCharsets.UTF_8)), JSON))
                .isEqualTo("[{}]");
    }

    @Test
    void text_isReadAsAStream() throws Exception {
        assertThat(read("[{}]", Optional.empty())).isEqualTo("[{}]");
    }

    @Test
    void missingBody_isEmpty() throws Exception {
        assertThat(read(null, JSON)).isEmpty();
    }

    @Test
    void parsedForm_isUnsupported() {
        assertThatThrownBy(() -> read(
                        Map.of("[{\"hp\":1}]", ""), Optional.of("Application/X-WWW-Form-Urlencoded; charset=UTF-8")))
                .isInstanceOf(BodyException.class)
                .hasMessageContaining("Content-Type: application/json");
    }

    private String read(Object body, Optional<String> contentType) throws Exception {
        return new String(ServletServer.stream(exchange, body, contentType).readAllBytes(), StandardCharsets.UTF_8);
    }
}
