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

import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;

/** Errors of malformed documents: Jackson's message without hints about its own API, and the place. */
final class JsonErrors {

    // a second place within a message, with Jackson's description of the source
    private static final Pattern PLACE = Pattern.compile("\\[Source: [^;]*; (line: \\d+, column: \\d+)]");

    // Jackson's hints about its own API
    private static final Pattern ADVICE = Pattern.compile(
            ": enable `[^`]*` to allow|, from `[^`]*`| \\(not recognized as one since Feature '[^']*' not enabled for parser\\)");

    private JsonErrors() {}

    static MalformedJsonException malformed(String what, JsonProcessingException e) {
        String message = PLACE.matcher(e.getOriginalMessage()).replaceAll("$1");
        message = ADVICE.matcher(message).replaceAll("");
        return new MalformedJsonException(what + ": " + message + " at " + place(e.getLocation()), e);
    }

    static String place(JsonLocation location) {
        return location == null
                ? "an unknown place"
                : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
