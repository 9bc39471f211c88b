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

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Values of any shape that travels as JSON. */
final class JsonArbitraries {

    private JsonArbitraries() {}

    /** Any characters: control characters, whole surrogate pairs and halves. */
    static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(12),
                Arbitraries.strings().ascii().ofMaxLength(12),
                Arbitraries.of("", "NaN", "Inf", "\uD83D\uDE00", "a\uD83D", "\uDE00b", "\"\\/\b\f\n\r\t\0", "\u2028"));
    }

    static Arbitrary<Double> doubles() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(Double::longBitsToDouble),
                Arbitraries.doubles(),
                Arbitraries.of(
                        0.0,
                        -0.0,
                        Double.MIN_VALUE,
                        Double.MAX_VALUE,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY));
    }

    private static Arbitrary<Object> scalars() {
        return Arbitraries.oneOf(
                texts().asGeneric(),
                doubles().asGeneric(),
                Arbitraries.integers().asGeneric(),
                Arbitraries.longs().filter(whole -> whole != whole.intValue()).asGeneric(),
                Arbitraries.bigIntegers()
                        .between(BigInteger.ONE.shiftLeft(64), BigInteger.ONE.shiftLeft(300))
                        .asGeneric(),
                Arbitraries.of(true, false).asGeneric(),
                Arbitraries.just(null));
    }

    static Arbitrary<Object> values() {
        return Arbitraries.recursive(JsonArbitraries::scalars, JsonArbitraries::nested, 0, 3);
    }

    private static Arbitrary<Object> nested(Arbitrary<Object> values) {
        return Arbitraries.oneOf(
                values,
                values.list().ofMaxSize(3).asGeneric(),
                Arbitraries.maps(texts(), values).ofMaxSize(3).asGeneric());
    }

    static Arbitrary<Map<String, Object>> records() {
        return Arbitraries.maps(texts(), values()).ofMaxSize(4);
    }

    /** The value as it is read back: NaN and the infinities as texts. */
    static Object asRead(Object value) {
        if (value instanceof Double number && !Double.isFinite(number)) {
            return Double.isNaN(number) ? "NaN" : number > 0 ? "Inf" : "-Inf";
        }
        if (value instanceof List<?> list) {
            List<Object> read = new ArrayList<>();
            list.forEach(element -> read.add(asRead(element)));
            return read;
        }
        return value instanceof Map<?, ?> map ? asRead(map) : value;
    }

    static Map<String, Object> asRead(Map<?, ?> map) {
        Map<String, Object> read = new LinkedHashMap<>();
        map.forEach((name, value) -> read.put((String) name, asRead(value)));
        return read;
    }
}
