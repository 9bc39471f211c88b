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

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The state of a batch execution. Servers differ in the letter case; {@link #parse} accepts any case. */
public enum BatchState {
    /** Submitted, not scheduled yet. */
    PENDING("Pending"),
    /** Can be executed. */
    READY("Ready"),
    /** Records are being computed. */
    IN_PROGRESS("InProgress"),
    /** Every record has a result; single results can still be failures. Terminal. */
    COMPLETE("Complete"),
    /** The batch as a whole failed. Terminal. */
    FAILED("Failed"),
    /** Canceled by a client. Terminal. */
    CANCELED("Canceled"),
    /** The server reported no state, or a state that the API does not have. Not terminal. */
    UNKNOWN("Unknown");

    private final String wireName;

    BatchState(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the spelling that a 9.3 server sends, like {@code InProgress}. */
    public String wireName() {
        return wireName;
    }

    /** Returns true when the server will not change the execution any more. */
    public boolean isTerminal() {
        return this == COMPLETE || this == FAILED || this == CANCELED;
    }

    /**
     * Returns the state with this name in any letter case; also accepts {@code cancelled}.
     *
     * @throws IllegalArgumentException for another text; the message lists the states
     */
    public static BatchState parse(String text) {
        BatchState state = find(text);
        if (state == UNKNOWN) {
            throw new IllegalArgumentException("Unknown batch state '" + text + "': the states are "
                    + Arrays.stream(values())
                            .filter(known -> known != UNKNOWN)
                            .map(BatchState::toString)
                            .collect(Collectors.joining(", ")));
        }
        return state;
    }

    /**
     * Returns the states of a comma-separated list.
     *
     * @throws IllegalArgumentException if one of them is unknown; the message lists the states
     */
    public static Set<BatchState> parseAll(String text) {
        Set<BatchState> states = EnumSet.noneOf(BatchState.class);
        for (String state : text.split(",")) {
            states.add(parse(state));
        }
        return states;
    }

    /** Returns the state as {@link #parse} does, and {@link #UNKNOWN} for another text and for {@code null}. */
    public static BatchState find(String text) {
        String name = text == null ? "" : text.strip();
        if (name.equalsIgnoreCase("cancelled")) {
            return CANCELED;
        }
        for (BatchState state : values()) {
            if (state.wireName.equalsIgnoreCase(name)) {
                return state;
            }
        }
        return UNKNOWN;
    }

    /** Returns the spelling of options and headers, like {@code inProgress}. */
    @Override
    public String toString() {
        return wireName.substring(0, 1).toLowerCase(Locale.ROOT) + wireName.substring(1);
    }
}
