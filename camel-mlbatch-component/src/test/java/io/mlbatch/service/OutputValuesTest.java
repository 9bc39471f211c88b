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

import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.protocol.ExecutionId;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.protocol.ValueTable;
import io.mlbatch.protocol.ValueTable.Fitting;
import io.mlbatch.protocol.ValueTable.Misfit;
import io.mlbatch.service.engine.RecordChunk;
import io.mlbatch.service.types.RouteBodies;
import io.mlbatch.testing.host.FakeProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/** The {@link ValueTable} as outputs that a host sends for the body of a route. */
class OutputValuesTest {

    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    static Stream<Fitting> fitting() throws SQLException {
        return ValueTable.fitting();
    }

    static Stream<Misfit> misfits() {
        return ValueTable.misfits();
    }

    @ParameterizedTest
    @MethodSource("fitting")
    void valueThatFits_isSentInItsForm(Fitting row) {
        assertThat(result(declared(row.type()), Collections.singletonMap("x", row.value())))
                .contains("\"success\":true", "\"outputParameters\":{\"x\":" + row.output() + "}");
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void valueThatDoesNotFit_failsTheRecordWithOutputAndClass(Misfit row) {
        assertThat(result(declared(row.type()), Collections.singletonMap("x", row.value())))
                .contains("\"success\":false", "output 'x'", row.message());
    }

    /** A service that declares no outputs has no type that a value could not fit. */
    private static List<Parameter> declared(ParameterType type) {
        return type == ParameterType.ANY ? List.of() : List.of(new Parameter("x", type));
    }

    private static String result(List<Parameter> outputs, Object body) {
        Exchange exchange = new DefaultExchange(CAMEL);
        exchange.getMessage().setBody(body);
        RecordChunk chunk =
                new RecordChunk(new ExecutionId(new ServiceId("TxService", "1.0"), "x"), "", 0, 1, List.of(Map.of()));
        return FakeProcessor.text(
                new RecordBinding(RouteBodies.ofMaps(List.of(), outputs), 100, false).read(exchange, chunk));
    }
}
