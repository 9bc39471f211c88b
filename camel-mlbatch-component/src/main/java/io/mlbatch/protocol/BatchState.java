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
import java.util.Locale;
import java.util.stream.Collectors;

/** Where a batch execution stands. Servers differ in the letter case; {@link #parse} takes any. */
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
    /** Somebody canceled it. Terminal. */
    CANCELED("Canceled");

    private final String wireName;

    BatchState(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling that a 9.3 server sends, like {@code InProgress}. */
    public String wireName() {
        return wireName;
    }

    /** True when the server will not change the execution any more. */
    public boolean isTerminal() {
        return this == COMPLETE || this == FAILED || this == CANCELED;
    }

    /**
     * Finds a state by its name in any letter case; {@code cancelled} is taken as well.
     *
     * @throws IllegalArgumentException for another text; the message lists the states
     */
    public static BatchState parse(String text) {
        String name = text == null ? "" : text.strip();
        if (name.equalsIgnoreCase("cancelled")) {
            return CANCELED;
        }
        for (BatchState state : values()) {
            if (state.wireName.equalsIgnoreCase(name)) {
                return state;
            }
        }
        throw new IllegalArgumentException("Unknown batch state '" + text + "': the states are "
                + Arrays.stream(values()).map(BatchState::toString).collect(Collectors.joining(", ")));
    }

    /** The spelling of options and headers, like {@code inProgress}. */
    @Override
    public String toString() {
        return wireName.substring(0, 1).toLowerCase(Locale.ROOT) + wireName.substring(1);
    }
}
