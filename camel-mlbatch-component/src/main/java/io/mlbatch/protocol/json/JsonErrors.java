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

    // the parser expects a document: within one, the message continues with other words
    private static final String PAGE = "Unexpected character ('<' (code 60)): expected a valid value";

    private JsonErrors() {}

    static MalformedJsonException malformed(String what, JsonProcessingException e) {
        if (e.getOriginalMessage().startsWith(PAGE)) {
            return page(what, e);
        }
        String message = PLACE.matcher(e.getOriginalMessage()).replaceAll("$1");
        message = ADVICE.matcher(message).replaceAll("");
        return new MalformedJsonException(what + ": " + message + " at " + place(e.getLocation()), e);
    }

    /** Returns the error of a response that a proxy or another server sent instead. */
    static MalformedJsonException page(String what, JsonProcessingException cause) {
        return new MalformedJsonException(
                what + " is not JSON but a page: it begins with '<' at line 1, column 1", cause);
    }

    static String place(JsonLocation location) {
        return location == null
                ? "an unknown place"
                : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
