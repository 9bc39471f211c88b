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

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The trace that a request belongs to, as W3C Trace Context writes it. Values that are not valid are ignored, because a
 * request must not fail for its trace.
 *
 * @param parent the header {@code traceparent}, of {@value #PARENT_LENGTH} characters
 * @param state the header {@code tracestate}; empty without one
 */
public record TraceContext(String parent, Optional<String> state) {

    /** The name of the header, in requests and in messages. */
    public static final String PARENT = "traceparent";

    /** The name of the header, in requests and in messages. */
    public static final String STATE = "tracestate";

    private static final int PARENT_LENGTH = 55;
    private static final int MAX_STATE = 512;

    /** Version, trace id, parent id and flags. Ids of zeros are invalid. */
    private static final Pattern VALID =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]+");

    /**
     * Reads the headers of a request or of a message.
     *
     * @param parent {@code null} if there is no such header
     * @param state {@code null} if there is no such header
     * @return empty if the parent is missing or invalid
     */
    public static Optional<TraceContext> of(String parent, String state) {
        return Optional.ofNullable(parent)
                .flatMap(TraceContext::known)
                .map(known -> new TraceContext(
                        known,
                        Optional.ofNullable(state)
                                .filter(each -> each.length() <= MAX_STATE)
                                .filter(each -> PRINTABLE.matcher(each).matches())));
    }

    /** Returns the fields of version 00. Later versions may append further fields. */
    private static Optional<String> known(String parent) {
        boolean isLonger =
                parent.length() > PARENT_LENGTH && parent.charAt(PARENT_LENGTH) == '-' && !parent.startsWith("00");
        return Optional.of(isLonger ? parent.substring(0, PARENT_LENGTH) : parent)
                .filter(each -> VALID.matcher(each).matches());
    }
}
