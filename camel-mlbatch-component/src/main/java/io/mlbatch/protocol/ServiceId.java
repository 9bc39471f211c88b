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

import java.io.Serializable;

/**
 * A published web service: its name and version, both as the server spells them.
 *
 * @param name not blank, without {@code /}
 * @param version not blank, without {@code /}
 */
public record ServiceId(String name, String version) implements Serializable {

    public ServiceId {
        requirePathSegment("service name", name);
        requirePathSegment("service version", version);
    }

    /**
     * Reads {@code name/version}, the form of endpoint URIs.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static ServiceId parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
            throw new IllegalArgumentException(
                    "A service is given as name/version, like TxService/1.0, not as '" + text + "'");
        }
        return new ServiceId(parts[0], parts[1]);
    }

    static void requirePathSegment(String what, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("The " + what + " is missing");
        }
        if (value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException("The " + what + " '" + value + "' is a step in a path");
        }
        if (value.indexOf('/') >= 0 || hasControlCharacter(value)) {
            throw new IllegalArgumentException(
                    "The " + what + " '" + printable(value) + "' has a character that is not allowed");
        }
    }

    /** A loop: each call of the client creates such identifiers, and a stream takes longer than the check. */
    private static boolean hasControlCharacter(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static String printable(String value) {
        return value.replaceAll("\\p{Cc}", "?");
    }

    /** Returns {@code name/version}. */
    @Override
    public String toString() {
        return name + "/" + version;
    }
}
