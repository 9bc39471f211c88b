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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Converts single values to their wire form and back. Where a type other than character is declared, the text
 * {@code NA} and an empty text are R's missing value, because CSV files write missing values so. Where a number is
 * declared, a logical is 1 or 0.
 */
final class Scalars {

    private static final Map<String, Integer> LOGICALS = Map.of("TRUE", 1, "FALSE", 0);

    private Scalars() {}

    /**
     * Returns an encoder that also accepts a list or an array of one as its value, because R's clients may send a value
     * so.
     */
    static UnaryOperator<Object> ofOne(UnaryOperator<Object> encoder) {
        return value -> {
            Object single = Values.isPlain(value) ? value : unboxed(value);
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

    /** Returns a number that a double holds. Rejects an identifier of many digits that would become another one. */
    static Object toNumeric(Object value) {
        if (value instanceof Double || value instanceof Integer) {
            return value;
        }
        Number number = toReal(value);
        if (number != null && NumberRange.isInexact(number.doubleValue())) {
            // digits that the text had and its double does not have
            NumberRange.requireExact(
                    value instanceof CharSequence text
                                    && isDecimal(text.toString().strip())
                            ? new BigDecimal(text.toString().strip())
                            : number,
                    value);
        }
        return number;
    }

    /** Returns a number in the range of a double. */
    static Number toReal(Object value) {
        if (value instanceof Boolean logical) {
            return logical ? 1 : 0;
        }
        if (value instanceof Number number && WireScalar.orNull(number) instanceof Number known) {
            return known;
        }
        if (value instanceof CharSequence text) {
            return parseReal(text.toString().strip(), value);
        }
        throw ParameterType.unfit("a number", value);
    }

    private static Number parseReal(String text, Object value) {
        if (text.isEmpty() || isSpecialNumber(text)) {
            return specialNumber(text);
        }
        try {
            if (isDecimal(text)) {
                Double real = Double.valueOf(text);
                if (real.isInfinite()) {
                    throw NumberRange.beyondDouble(value);
                }
                return real;
            }
        } catch (NumberFormatException notANumber) {
            throw ParameterType.unfit("a number", value);
        }
        return ofLogical(text, "a number", value);
    }

    /** R writes the logicals of a CSV file as words. */
    private static Integer ofLogical(String text, String expected, Object value) {
        Integer logical = LOGICALS.get(text.toUpperCase(Locale.ROOT));
        if (logical == null) {
            throw ParameterType.unfit(expected, value);
        }
        return logical;
    }

    /** Returns true for R's missing value and the numbers that JSON does not have. */
    static boolean isSpecialNumber(String text) {
        return switch (text) {
            case "NA", "NaN", "Inf", "+Inf", "Infinity", "+Infinity", "-Inf", "-Infinity" -> true;
            default -> false;
        };
    }

    /** Returns the number for which such a text stands; {@code null} for a missing value. */
    static Double specialNumber(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Inf", "+Inf", "Infinity", "+Infinity" -> Double.POSITIVE_INFINITY;
            case "-Inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    /** Double.valueOf also accepts Java's suffixes and hexadecimal forms, which data files do not use. */
    private static boolean isDecimal(String text) {
        if (text.length() > NumberRange.MOST_CHARACTERS) {
            return false;
        }
        // a loop: a stream for each number would cost more time than the rest of the conversion
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    static Object toInteger(Object value) {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            return value;
        }
        if (value instanceof Boolean logical) {
            return logical ? 1 : 0;
        }
        if (value instanceof Number number && WireScalar.orNull(number) instanceof Number known) {
            return known instanceof Double || known instanceof Float
                    ? NumberRange.toLong(known.doubleValue(), value)
                    : NumberRange.toLong(new BigDecimal(known.toString()), value);
        }
        if (value instanceof CharSequence text) {
            return parseInteger(text.toString().strip(), value);
        }
        throw ParameterType.unfit("an integer", value);
    }

    private static Object parseInteger(String text, Object value) {
        if (text.equals("NA") || text.isEmpty()) {
            return null;
        }
        try {
            if (isDecimal(text)) {
                return NumberRange.toLong(new BigDecimal(text), value);
            }
        } catch (NumberFormatException notANumber) {
            throw ParameterType.unfit("an integer", value);
        }
        return ofLogical(text, "an integer", value);
    }

    static Object toCharacter(Object value) {
        Object scalar = WireScalar.orNull(value);
        if (scalar == null) {
            throw ParameterType.unfit("a character", value);
        }
        return scalar instanceof Double || scalar instanceof Float ? ofReal((Number) scalar) : scalar.toString();
    }

    /** Returns R's words for the infinities, for which Java has another word. */
    private static String ofReal(Number number) {
        double real = number.doubleValue();
        if (Double.isInfinite(real)) {
            return real > 0 ? "Inf" : "-Inf";
        }
        return number.toString();
    }

    /**
     * Returns a decoder. It converts a value that the encoder accepts to its Java form, {@code null} for a missing
     * value. It returns any other value unchanged.
     */
    static UnaryOperator<Object> decoder(UnaryOperator<Object> encoder, UnaryOperator<Object> javaForm) {
        UnaryOperator<Object> ofOne = ofOne(encoder);
        return raw -> {
            try {
                Object value = ofOne.apply(raw);
                return value == null ? null : javaForm.apply(value);
            } catch (IllegalArgumentException anotherShape) {
                return raw;
            }
        };
    }

    static Object asDouble(Object number) {
        return ((Number) number).doubleValue();
    }

    /** Returns an Integer, or a Long if the number does not fit an Integer. */
    static Object asInteger(Object number) {
        long whole = ((Number) number).longValue();
        if (whole == (int) whole) {
            return (int) whole;
        }
        return whole;
    }

    /**
     * R has no scalars: some services and clients send a single value as a list of one, also one within another. Models
     * that compute many records return an array of arrays of one. Bytes are not a list of numbers here.
     */
    private static Object unboxed(Object raw) {
        Object value = raw;
        while (value instanceof List || isArray(value)) {
            List<?> list = Values.asList(value).orElseThrow();
            if (list.size() != 1) {
                return value;
            }
            value = list.get(0);
        }
        return value;
    }

    private static boolean isArray(Object value) {
        return value != null && value.getClass().isArray() && !(value instanceof byte[]);
    }
}
