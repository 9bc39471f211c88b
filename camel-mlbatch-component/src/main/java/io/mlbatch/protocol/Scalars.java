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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The forms of single values: to the wire, and back. Where they are no characters, the text {@code NA} is R's missing
 * value, and so is an empty one: what a CSV file has for it.
 */
final class Scalars {

    private Scalars() {}

    /** An encoder that takes a list of one as its value, which is how R's clients may send it. */
    static UnaryOperator<Object> ofOne(UnaryOperator<Object> encoder) {
        return value -> {
            Object single = unboxed(value);
            return single == null ? null : encoder.apply(single);
        };
    }

    static Object toLogical(Object value) {
        if (value instanceof Boolean) {
            return value;
        }
        if (value instanceof CharSequence text) {
            switch (text.toString().strip().toUpperCase(Locale.ROOT)) {
                case "NA", "":
                    return null;
                case "TRUE", "T":
                    return Boolean.TRUE;
                case "FALSE", "F":
                    return Boolean.FALSE;
                default:
            }
        }
        throw ParameterType.unfit("a logical", value);
    }

    static Object toNumeric(Object value) {
        if (value instanceof Number) {
            return value;
        }
        if (value instanceof CharSequence text) {
            return parseNumeric(text.toString().strip(), value);
        }
        throw ParameterType.unfit("a number", value);
    }

    private static Double parseNumeric(String text, Object value) {
        switch (text) {
            case "NA", "":
                return null;
            case "Inf", "+Inf", "Infinity", "+Infinity":
                return Double.POSITIVE_INFINITY;
            case "-Inf", "-Infinity":
                return Double.NEGATIVE_INFINITY;
            case "NaN":
                return Double.NaN;
            default:
        }
        try {
            if (isDecimal(text)) {
                return Double.valueOf(text);
            }
        } catch (NumberFormatException notANumber) {
            throw ParameterType.unfit("a number", value);
        }
        throw ParameterType.unfit("a number", value);
    }

    /** Double.valueOf takes Java's suffixes and hexadecimal forms too, which no data file means. */
    private static boolean isDecimal(String text) {
        // a loop: a stream for each number would take longer than all the rest
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    static Object toInteger(Object value) {
        try {
            if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
                return value;
            }
            if (value instanceof BigInteger integer) {
                return integer.longValueExact();
            }
            if (value instanceof Number number) {
                return new BigDecimal(number.toString()).longValueExact();
            }
            if (value instanceof CharSequence text) {
                String digits = text.toString().strip();
                return digits.equals("NA") || digits.isEmpty() ? null : new BigDecimal(digits).longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException notWhole) {
            throw ParameterType.unfit("an integer", value);
        }
        throw ParameterType.unfit("an integer", value);
    }

    static Object toCharacter(Object value) {
        if (Values.asList(value).isPresent() || value instanceof Map) {
            throw ParameterType.unfit("a character", value);
        }
        return value.toString();
    }

    /**
     * A decoder: what the encoder takes gets its Java form, what it does not take stays as it came.
     *
     * @param missing the Java form of a missing value
     */
    static UnaryOperator<Object> decoder(
            UnaryOperator<Object> encoder, Object missing, UnaryOperator<Object> javaForm) {
        UnaryOperator<Object> ofOne = ofOne(encoder);
        return raw -> {
            try {
                Object value = ofOne.apply(raw);
                return value == null ? missing : javaForm.apply(value);
            } catch (IllegalArgumentException anotherShape) {
                return raw;
            }
        };
    }

    static Object asDouble(Object number) {
        return ((Number) number).doubleValue();
    }

    /** An Integer, or a Long where it does not fit. */
    static Object asInteger(Object number) {
        long whole = ((Number) number).longValue();
        if (whole == (int) whole) {
            return (int) whole;
        }
        return whole;
    }

    /** R has no scalars: some services send a single value as a list of one. */
    private static Object unboxed(Object raw) {
        return raw instanceof List<?> list && list.size() == 1 ? list.get(0) : raw;
    }
}
