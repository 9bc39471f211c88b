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
import java.sql.Clob;
import java.sql.SQLException;
import java.sql.Time;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The wire form of a single Java value: a text, a number or a logical. A class that is not listed has no such form,
 * because its {@code toString} shows an identity or depends on the JVM's time zone.
 */
public final class WireScalar {

    private WireScalar() {}

    /**
     * Returns the value as a {@link String}, {@link Number} or {@link Boolean}:
     *
     * <ul>
     *   <li>texts, characters, numbers, logicals, UUIDs and the values of {@code java.time} as they are,
     *   <li>an enum by its constant's name,
     *   <li>{@link Date} and {@link Calendar} in ISO 8601 with an offset: UTC, or that of the calendar's zone. A
     *       {@link java.sql.Date} and a {@link Time} have no zone and no offset,
     *   <li>a {@link Clob} as its text.
     * </ul>
     *
     * @throws IllegalArgumentException for any other value; the message names its class
     */
    public static Object of(Object value) {
        Object scalar = orNull(value);
        if (scalar == null) {
            throw new IllegalArgumentException(
                    "A value of " + (value == null ? "null" : value.getClass().getName()) + " has no JSON form");
        }
        return scalar;
    }

    /** Like {@link #of}; {@code null} for a value without such a form. */
    static Object orNull(Object value) {
        if (value instanceof String || value instanceof Boolean) {
            return value;
        }
        return value instanceof Number number ? number(number) : text(value);
    }

    /**
     * Checks that a value of any shape has a JSON form: its single values, and the names in its maps.
     *
     * @throws IllegalArgumentException names the class that has no JSON form
     */
    static void check(Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> {
                name(key);
                check(element);
            });
            return;
        }
        Optional<List<?>> list = Values.asList(value);
        if (list.isPresent()) {
            list.get().forEach(WireScalar::check);
        } else if (value != null && !(value instanceof Clob)) {
            // a Clob is read only when it is written
            of(value);
        }
    }

    /**
     * Returns the key of a map as a name.
     *
     * @throws IllegalArgumentException when it has no text form; the message names its class
     */
    public static String name(Object key) {
        Object name = orNull(key);
        if (name == null) {
            throw ParameterType.unfit("a text as the name of a value", key);
        }
        return name.toString();
    }

    private static Number number(Number number) {
        if (number instanceof Integer
                || number instanceof Double
                || number instanceof Long
                || number instanceof Float
                || number instanceof Short
                || number instanceof Byte) {
            return number;
        }
        if (number instanceof BigDecimal || number instanceof BigInteger) {
            if (Double.isInfinite(number.doubleValue())) {
                throw NumberRange.beyondDouble(number);
            }
            return number;
        }
        return otherNumber(number);
    }

    /** Converts counters of the JDK, and the numbers of other libraries whose text is a decimal number. */
    private static Number otherNumber(Number number) {
        double real = number.doubleValue();
        String text = String.valueOf(number);
        if (text.equals(String.valueOf(real))) {
            return real;
        }
        try {
            return number(new BigDecimal(text));
        } catch (NumberFormatException noDecimalNumber) {
            return null;
        }
    }

    private static String text(Object value) {
        if (value instanceof CharSequence
                || value instanceof Character
                || value instanceof UUID
                || value instanceof Enum
                || isOfJavaTime(value)) {
            // toString of an enum may be overridden for people
            return value instanceof Enum<?> constant ? constant.name() : value.toString();
        }
        if (value instanceof Date date) {
            return text(date);
        }
        if (value instanceof Calendar calendar) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                    calendar.toInstant().atZone(calendar.getTimeZone().toZoneId()));
        }
        return value instanceof Clob clob ? text(clob) : null;
    }

    private static boolean isOfJavaTime(Object value) {
        return (value instanceof TemporalAccessor || value instanceof TemporalAmount || value instanceof ZoneId)
                && value.getClass().getPackageName().equals("java.time");
    }

    private static String text(Date date) {
        if (date instanceof java.sql.Date day) {
            return day.toLocalDate().toString();
        }
        return date instanceof Time time
                ? time.toLocalTime().toString()
                : date.toInstant().toString();
    }

    private static String text(Clob clob) {
        try {
            long length = clob.length();
            if (length > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("A Clob of " + length + " characters is too long for a text");
            }
            return length == 0 ? "" : clob.getSubString(1, (int) length);
        } catch (SQLException e) {
            throw new IllegalArgumentException("A Clob cannot be read: " + e.getMessage(), e);
        }
    }
}
