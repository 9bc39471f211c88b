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
package io.mlbatch.protocol.csv;

import java.util.Map;

import io.mlbatch.protocol.Values;
import io.mlbatch.protocol.json.ValueJson;

/** Formats values as CSV fields. */
final class CsvText {

    private CsvText() {}

    /** Formats a value; {@code null} for a missing one. */
    static String of(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Boolean logical) {
            return logical ? "TRUE" : "FALSE";
        }
        if (value instanceof Double || value instanceof Float) {
            return ofReal((Number) value);
        }
        if (value instanceof Map || Values.asList(value).isPresent()) {
            return ValueJson.write(value);
        }
        return value.toString();
    }

    /** Java writes {@code Infinity}, R writes {@code Inf}. */
    private static String ofReal(Number number) {
        double real = number.doubleValue();
        if (Double.isInfinite(real)) {
            return real > 0 ? "Inf" : "-Inf";
        }
        return number.toString();
    }
}
