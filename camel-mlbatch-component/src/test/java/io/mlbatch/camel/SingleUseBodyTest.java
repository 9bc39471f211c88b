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

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.client.InvalidInputException;
import io.mlbatch.client.RequestRejectedException;
import io.mlbatch.testing.http.ScriptedServer.Response;

import static io.mlbatch.testing.http.ScriptedServer.BATCH;
import static io.mlbatch.testing.http.ScriptedServer.SERVICE;
import static io.mlbatch.testing.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

/** Bodies that can be read only once, in exchanges that Camel redelivers. */
class SingleUseBodyTest extends MlbatchTestSupport {

    @BeforeEach
    void refuseTheFirstCall() {
        Response full = json(400, "{\"message\":\"the disk is full\"}");
        Response ready = json(202, "{\"batchExecutionId\":\"e1\",\"success\":true}");
        server.post(BATCH, full, ready).post(SERVICE, full, ready);
    }

    private Exchange redeliver(String operation, int redeliveries, boolean caching, Object body) throws Exception {
        return run(body, Map.of(), route -> {
            route.errorHandler(route.defaultErrorHandler()
                    .maximumRedeliveries(redeliveries)
                    .redeliveryDelay(0));
            route.from("direct:in").streamCache(String.valueOf(caching)).to(uri("&operation=" + operation));
        });
    }

    @ParameterizedTest
    @CsvSource({"start, 1", "consume, 1", "start, 3"})
    void redeliveredIterator_isAnErrorThatNamesTheFirstFailureOnce(String operation, int redeliveries)
            throws Exception {
        Exchange exchange = redeliver(operation, redeliveries, true, ONE_RECORD.iterator());

        assertThat(exchange.getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(operation + " TxService/1.0: the body (")
                .hasMessageContaining(") can be read only once, and an earlier attempt or step has read it: make it a"
                        + " list, or a stream that Camel caches; the earlier failure was: ")
                .hasMessageEndingWith("the disk is full")
                .hasCauseInstanceOf(RequestRejectedException.class);
        assertThat(exchange.getException().getMessage()).containsOnlyOnce("the earlier failure was: ");
    }

    @Test
    void redeliveredStream_isAnErrorThatNamesTheFirstFailure() throws Exception {
        Exchange exchange = redeliver("start", 1, false, stream());

        assertThat(exchange.getException())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the earlier failure was: ")
                .hasCauseInstanceOf(RequestRejectedException.class);
    }

    @Test
    void redeliveredStreamThatCamelCaches_isSentAgain() throws Exception {
        Exchange exchange = redeliver("start", 1, true, stream());

        assertThat(succeeded(exchange).getBody()).isEqualTo("e1");
    }

    private static ByteArrayInputStream stream() {
        return new ByteArrayInputStream("[{\"hp\":1,\"wt\":2}]".getBytes(StandardCharsets.UTF_8));
    }
}
