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
package io.mlbatch.service.console;

import java.math.BigDecimal;
import java.math.BigInteger;

import io.mlbatch.protocol.json.ValueJson;

/** The form in which a browser receives a value. */
final class CellValue {

    private static final int MAX_CHARACTERS = 2_000;

    /** Largest whole number that a browser represents exactly. */
    private static final long MAX_SAFE = (1L << 53) - 1;

    private CellValue() {}

    /**
     * Returns a number, a text, a boolean or {@code null}. Other values are their JSON; long texts are truncated. A
     * number that a browser would change is a text.
     */
    static Object of(Object value) {
        if (value == null || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            return isExact(number) ? number : truncated(number.toString());
        }
        return truncated(value instanceof String text ? text : ValueJson.write(value));
    }

    private static boolean isExact(Number number) {
        return !(number instanceof BigInteger || number instanceof BigDecimal)
                && !(number instanceof Long whole && Math.abs(whole) > MAX_SAFE);
    }

    private static String truncated(String text) {
        if (text.length() <= MAX_CHARACTERS) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_CHARACTERS - 1));
        return text.substring(0, splitsPair ? MAX_CHARACTERS - 1 : MAX_CHARACTERS) + "…";
    }
}
