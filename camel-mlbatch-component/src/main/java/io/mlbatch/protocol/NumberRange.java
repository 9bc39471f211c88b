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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Checks that numbers fit a double or a long, and creates the errors for numbers that do not fit. */
final class NumberRange {

    /** The most characters of a number. A longer number is an error in JSON, too. */
    static final int MOST_CHARACTERS = 1000;

    /** Beyond this number, a double does not hold every whole number. */
    private static final long LARGEST_EXACT = (1L << 53) - 1;

    private static final int DIGITS_OF_A_LONG = 19;

    private NumberRange() {}

    /** Returns true when a double of this size may stand for another whole number. */
    static boolean isInexact(double real) {
        return Math.abs(real) > LARGEST_EXACT;
    }

    /**
     * Checks that a double holds a whole number, so that an identifier of many digits does not become another one. A
     * number that was written from a double passes: its digits are those that the double needs, followed by zeros.
     *
     * @param value the original value, for the message
     */
    static void requireExact(Number number, Object value) {
        double real = number.doubleValue();
        if (!isInexact(real) || number instanceof Double || number instanceof Float) {
            return;
        }
        BigDecimal decimal = decimal(number).stripTrailingZeros();
        // not Double.toString, whose digits are not the shortest ones before Java 19
        BigDecimal asWritten = new BigDecimal(real).round(new MathContext(decimal.precision()));
        if (decimal.scale() <= 0 && asWritten.compareTo(decimal) != 0) {
            throw ParameterType.unfit(
                    "a number that a double holds (whole numbers from " + -LARGEST_EXACT + " to " + LARGEST_EXACT
                            + " without exception)",
                    value);
        }
    }

    private static BigDecimal decimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        return number instanceof BigInteger integer ? new BigDecimal(integer) : new BigDecimal(number.longValue());
    }

    /** @throws IllegalArgumentException when the number has a fraction, or is beyond a long */
    static long toLong(BigDecimal decimal, Object value) {
        // checked first: the digits of 1e999999999 would fill the memory
        if ((long) decimal.precision() - decimal.scale() > DIGITS_OF_A_LONG) {
            throw beyondLong(value);
        }
        try {
            return decimal.longValueExact();
        } catch (ArithmeticException e) {
            throw decimal.stripTrailingZeros().scale() > 0
                    ? ParameterType.unfit("an integer", value)
                    : beyondLong(value);
        }
    }

    /** @throws IllegalArgumentException when the number has a fraction, or may stand for another one */
    static long toLong(double real, Object value) {
        if (Double.isNaN(real) || !Double.isInfinite(real) && real != Math.rint(real)) {
            throw ParameterType.unfit("an integer", value);
        }
        if (isInexact(real)) {
            throw ParameterType.unfit(
                    "an integer, as a floating-point number from " + -LARGEST_EXACT + " to " + LARGEST_EXACT, value);
        }
        return (long) real;
    }

    private static IllegalArgumentException beyondLong(Object value) {
        return ParameterType.unfit("an integer from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE, value);
    }

    static IllegalArgumentException beyondDouble(Object value) {
        return ParameterType.unfit("a number from " + -Double.MAX_VALUE + " to " + Double.MAX_VALUE, value);
    }
}
