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
package io.mlbatch.service.http.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parameters of a query. Names are compared without regard to case. Of several parameters with one name the first
 * one counts. A parameter without a value counts as absent: generated clients send options that are not set like this.
 */
public final class Query {

    private final Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** @param raw the text after the {@code ?}, encoded; empty without a query */
    public Query(String raw) {
        for (String parameter : raw.split("&")) {
            String[] parts = parameter.split("=", 2);
            if (parts.length == 2 && !parts[1].isEmpty()) {
                parameters.putIfAbsent(decode(parts[0]), decode(parts[1]));
            }
        }
    }

    /**
     * Counts the parameters with a name, in any letter case.
     *
     * @param raw as for the constructor
     */
    public static int occurrences(String raw, String name) {
        int count = 0;
        for (String parameter : raw.split("&")) {
            if (decodeName(parameter.split("=", 2)[0]).equalsIgnoreCase(name)) {
                count++;
            }
        }
        return count;
    }

    private static String decodeName(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return text;
        }
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** Returns a whole number of at least 1. */
    public int count(String name, int defaultValue) {
        return number(name, 1, defaultValue);
    }

    /** Returns a whole number of at least 0; 0 without the parameter. */
    public int index(String name) {
        return number(name, 0, 0);
    }

    /** Returns the parameter, which must be present, as a whole number of at least 0 and at most 18 digits. */
    long wholeNumber(String name) {
        String text = parameters.get(name);
        if (!text.matches("[0-9]{1,18}")) {
            throw ApiException.badRequest(
                    "The parameter " + name + " must be a whole number of at most 18 digits, not '" + text + "'");
        }
        return Long.parseLong(text);
    }

    private int number(String name, int least, int defaultValue) {
        String text = parameters.get(name);
        if (text == null) {
            return defaultValue;
        }
        if (!text.matches("0*[0-9]{1,9}") || Integer.parseInt(text) < least) {
            throw ApiException.badRequest("The parameter " + name + " must be a whole number from " + least
                    + " to 999999999, not '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    /**
     * Returns the value of the first parameter with one of the names: {@code true} or 1, {@code false} or 0, in any
     * letter case. Returns false without such a parameter.
     */
    public boolean flag(String... names) {
        for (String name : names) {
            String text = parameters.get(name);
            if (text != null) {
                return flagValue(name, text);
            }
        }
        return false;
    }

    private static boolean flagValue(String name, String text) {
        if (text.equalsIgnoreCase("true") || text.equals("1")) {
            return true;
        }
        if (text.equalsIgnoreCase("false") || text.equals("0")) {
            return false;
        }
        throw ApiException.badRequest("The parameter " + name + " must be true or false, not '" + text + "'");
    }

    private static String decode(String text) {
        String decoded;
        try {
            decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("The query has an invalid escape: '" + text + "'");
        }
        if (decoded.indexOf('\0') >= 0) {
            // PostgreSQL has no such text, and its error would count as one of the store
            throw ApiException.badRequest("The query has the character U+0000: '" + text + "'");
        }
        return decoded;
    }
}
