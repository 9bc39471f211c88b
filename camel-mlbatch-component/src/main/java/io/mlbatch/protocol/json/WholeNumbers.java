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

import java.math.BigDecimal;
import java.util.OptionalLong;

/** Whole numbers as servers send them: {@code 2}, {@code "2"} or {@code 2.0}. */
final class WholeNumbers {

    // longer texts are not parsed: no count has as many digits
    private static final int MAX_LENGTH = 30;

    private WholeNumbers() {}

    /** Returns the number; empty for {@code null}, a fraction, a number beyond 64 bits, and any other text. */
    static OptionalLong parse(String text) {
        if (text == null || text.length() > MAX_LENGTH) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(new BigDecimal(text.strip()).longValueExact());
        } catch (ArithmeticException | NumberFormatException notWhole) {
            return OptionalLong.empty();
        }
    }
}
