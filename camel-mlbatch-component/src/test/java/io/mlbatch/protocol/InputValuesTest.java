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
package io.mlbatch.protocol;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.mlbatch.protocol.ValueTable.Fitting;
import io.mlbatch.protocol.ValueTable.Misfit;
import io.mlbatch.protocol.json.RecordsJson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The {@link ValueTable} as inputs that a client sends. */
class InputValuesTest {

    static Stream<Fitting> fitting() throws SQLException {
        return ValueTable.fitting();
    }

    static Stream<Misfit> misfits() {
        return ValueTable.misfits();
    }

    /** Types do not apply where values are sent as they are; their Java classes do. */
    static Stream<Fitting> undeclared() throws SQLException {
        return fitting().filter(row -> row.type() == ParameterType.ANY);
    }

    static Stream<Misfit> withoutForm() {
        return ValueTable.withoutForm();
    }

    @ParameterizedTest
    @MethodSource("fitting")
    void valueThatFits_isSentInItsForm(Fitting row) {
        assertThat(encoded(row.type(), row.value(), true)).isEqualTo("{\"x\":" + row.input() + "}");
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void valueThatDoesNotFit_isAnErrorWithRecordInputAndClass(Misfit row) {
        assertThatExceptionOfType(InvalidRecordException.class)
                .isThrownBy(() -> encoded(row.type(), row.value(), true))
                .withMessageStartingWith("record 0: input 'x'")
                .withMessageContaining(row.message())
                .satisfies(e -> assertThat(e.index()).hasValue(0));
    }

    @ParameterizedTest
    @MethodSource("undeclared")
    void valueOfNoDeclaredType_isSentInItsForm(Fitting row) {
        assertThat(written(row.value())).isEqualTo("{\"x\":" + row.input() + "}");
    }

    @ParameterizedTest
    @MethodSource("withoutForm")
    void valueWithoutAForm_isAnErrorAlsoWhereInputIsNotValidated(Misfit row) {
        for (ThrowingCallable sending :
                List.<ThrowingCallable>of(() -> encoded(row.type(), row.value(), false), () -> written(row.value()))) {
            assertThatExceptionOfType(InvalidRecordException.class)
                    .isThrownBy(sending)
                    .withMessageStartingWith("record 0: input 'x'")
                    .withMessageContaining(row.message());
        }
    }

    private static String encoded(ParameterType type, Object value, boolean strict) {
        RecordEncoder encoder = new RecordEncoder(List.of(new Parameter("x", type)), strict);
        return json(encoder.encode(0, Collections.singletonMap("x", value)));
    }

    private static String written(Object value) {
        return json(Collections.singletonMap("x", value));
    }

    private static String json(Map<String, Object> record) {
        return new String(new RecordsJson.RecordWriter().write(0, record), StandardCharsets.UTF_8);
    }
}
