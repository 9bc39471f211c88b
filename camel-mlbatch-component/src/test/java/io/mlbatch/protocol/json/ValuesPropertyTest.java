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
package io.mlbatch.protocol.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import io.mlbatch.protocol.DataFrame;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.RecordEncoder;

import static org.assertj.core.api.Assertions.assertThat;

/** Values of every declared type: from Java to the wire and back. */
class ValuesPropertyTest {

    /** A value that a user passes for a declared type, and the Java form in which it is read back. */
    private record Sent(ParameterType type, Object given, Object back) {}

    private static Arbitrary<Sent> scalars() {
        return Arbitraries.oneOf(logicals(), numbers(), integers(), characters());
    }

    private static Arbitrary<Sent> logicals() {
        return Arbitraries.of(
                new Sent(ParameterType.LOGICAL, true, true),
                new Sent(ParameterType.LOGICAL, false, false),
                new Sent(ParameterType.LOGICAL, " true ", true),
                new Sent(ParameterType.LOGICAL, "F", false),
                new Sent(ParameterType.LOGICAL, "NA", null));
    }

    private static Arbitrary<Sent> numbers() {
        return Arbitraries.oneOf(
                JsonArbitraries.doubles().map(x -> numeric(x, x)),
                JsonArbitraries.doubles().map(x -> numeric(" " + x, x)),
                Arbitraries.floats().map(x -> numeric(x, Double.valueOf(x.toString()))),
                // as other languages write a double that is whole
                Arbitraries.longs()
                        .map(x -> new BigDecimal((double) x))
                        .map(x -> numeric(x.toBigIntegerExact(), x.doubleValue())),
                Arbitraries.bigDecimals()
                        .ofScale(2)
                        .filter(x -> x.stripTrailingZeros().scale() > 0)
                        .map(x -> numeric(x, x.doubleValue())),
                Arbitraries.of(numeric(true, 1.0), numeric("FALSE", 0.0)),
                Arbitraries.of(
                        numeric("Inf", Double.POSITIVE_INFINITY),
                        numeric("-Inf", Double.NEGATIVE_INFINITY),
                        numeric(Float.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY),
                        numeric(Float.NaN, Double.NaN),
                        numeric("NA", null),
                        numeric(null, null)));
    }

    private static Sent numeric(Object given, Double back) {
        return new Sent(ParameterType.NUMERIC, given, back);
    }

    private static Arbitrary<Sent> integers() {
        Arbitrary<Long> whole =
                Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.integers().map(Integer::longValue));
        return whole.flatMap(x -> Arbitraries.of(
                        x,
                        x.toString(),
                        " " + x + ".0 ",
                        BigInteger.valueOf(x),
                        BigDecimal.valueOf(x).setScale(2))
                .map(given -> new Sent(ParameterType.INTEGER, given, inShort(x))));
    }

    private static Object inShort(long x) {
        if (x == (int) x) {
            return (int) x;
        }
        return x;
    }

    private static Arbitrary<Sent> characters() {
        return JsonArbitraries.texts().map(x -> new Sent(ParameterType.CHARACTER, x, x));
    }

    /** R has no single values: a list of one is its value, and one of nothing a missing one. */
    private static Arbitrary<Sent> listsOfOne() {
        return scalars().map(sent -> new Sent(sent.type(), Collections.singletonList(sent.given()), sent.back()));
    }

    private static Arbitrary<Sent> vectors() {
        return Arbitraries.oneOf(
                lists().map(x -> new Sent(ParameterType.VECTOR, x, x)),
                lists().map(x -> new Sent(ParameterType.VECTOR, x.toArray(), x)),
                boxedLists().map(x -> new Sent(ParameterType.VECTOR, x, unboxed(x))),
                JsonArbitraries.doubles().map(x -> new Sent(ParameterType.VECTOR, x, List.of(x))));
    }

    private static Arbitrary<Sent> matrices() {
        return Arbitraries.oneOf(
                rows(numbersOfLists()).map(x -> new Sent(ParameterType.MATRIX, x, x)),
                rows(textsOfLists()).map(x -> new Sent(ParameterType.MATRIX, x, x)));
    }

    private static Arbitrary<List<List<Object>>> rows(Arbitrary<Object> cells) {
        return cells.list().ofMinSize(1).ofMaxSize(3).list().ofMaxSize(3);
    }

    private static Arbitrary<Object> numbersOfLists() {
        return Arbitraries.oneOf(
                JsonArbitraries.doubles().asGeneric(), Arbitraries.integers().asGeneric(), Arbitraries.just(null));
    }

    /** No text that may stand for a number: in a list of such texts nothing else says that they are texts. */
    private static Arbitrary<Object> textsOfLists() {
        return JsonArbitraries.texts()
                .filter(text -> !text.matches("NA|NaN|[+-]?Inf(inity)?"))
                .asGeneric();
    }

    private static Arbitrary<List<Object>> lists() {
        return Arbitraries.oneOf(
                numbersOfLists().list().ofMaxSize(4), textsOfLists().list().ofMaxSize(4));
    }

    /** As jsonlite writes a list of single values, some of which an option unboxes. */
    private static Arbitrary<List<Object>> boxedLists() {
        Arbitrary<Object> boxed =
                Arbitraries.oneOf(numbersOfLists(), numbersOfLists().map(Collections::singletonList));
        return boxed.list().ofMaxSize(4);
    }

    private static List<Object> unboxed(List<Object> list) {
        List<Object> unboxed = new ArrayList<>();
        list.forEach(element -> unboxed.add(element instanceof List<?> one ? one.get(0) : element));
        return unboxed;
    }

    private static Arbitrary<Sent> dataFrames() {
        Arbitrary<Map<String, List<Object>>> tables = Arbitraries.integers()
                .between(1, 3)
                .flatMap(rows -> Arbitraries.maps(
                                JsonArbitraries.texts(),
                                Arbitraries.oneOf(
                                        numbersOfLists().list().ofSize(rows),
                                        textsOfLists().list().ofSize(rows)))
                        .ofMinSize(1)
                        .ofMaxSize(3));
        return Arbitraries.oneOf(
                tables.map(x -> new Sent(ParameterType.DATA_FRAME, x, x)),
                tables.map(x -> new Sent(
                        ParameterType.DATA_FRAME, DataFrame.ofColumns(x).rows(), x)));
    }

    private static Arbitrary<Sent> others() {
        Arbitrary<Sent> missing = Arbitraries.of(ParameterType.class).map(type -> new Sent(type, null, null));
        return Arbitraries.oneOf(
                missing, JsonArbitraries.values().map(x -> new Sent(ParameterType.ANY, x, JsonArbitraries.asRead(x))));
    }

    @Provide
    Arbitrary<List<Sent>> inputs() {
        return Arbitraries.oneOf(scalars(), listsOfOne(), vectors(), matrices(), dataFrames(), others())
                .list()
                .ofMaxSize(8);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void values_comeBackAsSent(@ForAll("inputs") List<Sent> inputs) throws IOException {
        List<Parameter> declared = new ArrayList<>();
        Map<String, Object> record = new LinkedHashMap<>();
        for (Sent input : inputs) {
            Parameter parameter = new Parameter("x" + declared.size(), input.type());
            declared.add(parameter);
            record.put(parameter.name(), input.given());
        }

        Map<String, Object> encoded = new RecordEncoder(declared, true).encode(0, record);
        Map<String, Object> wire = RecordsJson.readRecord(RecordsJson.writeRecord(encoded));

        assertThat(wire.keySet()).containsExactlyElementsOf(record.keySet());
        for (int i = 0; i < inputs.size(); i++) {
            Object decoded = inputs.get(i).type().decode(wire.get("x" + i));
            assertThat(decoded).as("%s", inputs.get(i)).isEqualTo(inputs.get(i).back());
        }
    }
}
