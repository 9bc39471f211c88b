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

import java.util.regex.Pattern;

/** Checks options that are durations. */
public final class DurationOption {

    private static final String FORM = "a number of milliseconds or a duration such as 500ms, 5s or 1h30m";

    /** Camel's parser converts other texts to zero, or reports the index of a character; large numbers overflow. */
    private static final Pattern DURATIONS = Pattern.compile(
            "-?\\d{1,18}|(?=\\d)(?:\\d{1,9}d)?(?:\\d{1,9}h)?" + "(?:\\d{1,9}m(?!s))?(?:\\d{1,9}s)?(?:\\d{1,9}ms)?");

    private DurationOption() {}

    /**
     * Accepts values that are not text, and references to beans.
     *
     * @throws IllegalArgumentException names the option and the expected form
     */
    public static void requireValid(String option, Object value) {
        if (value instanceof String text
                && !text.startsWith("#")
                && !DURATIONS.matcher(text).matches()) {
            throw new IllegalArgumentException(option + " must be " + FORM + ", not '" + text + "'");
        }
    }
}
