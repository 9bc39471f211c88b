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

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.mlbatch.service.engine.HostedService;
import io.mlbatch.service.store.Execution;

/**
 * The preference of a caller to get the status of an execution when it ends, and not before: {@code Prefer:
 * wait=SECONDS} of RFC 7240.
 *
 * @param seconds the longest time to wait
 * @param service the service of the execution
 * @param execution the execution
 */
public record PreferredWait(int seconds, HostedService service, Execution execution) {

    static final String PREFER = "Prefer";

    private static final String APPLIED = "Preference-Applied";
    private static final int LONGEST_SECONDS = 60;
    /** Preferences are separated by commas. Quoted values of others do not occur in practice. */
    private static final Pattern WAIT = Pattern.compile("(?:^|,)\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(?:[;,]|$)");

    /** Returns the seconds that a header asks for, at most 60; empty if it does not ask for a wait. */
    static Optional<Integer> seconds(Optional<String> prefer) {
        return prefer.map(text -> WAIT.matcher(text.toLowerCase(Locale.ROOT)))
                .filter(Matcher::find)
                .map(wait -> Math.min(Integer.parseInt(wait.group(1)), LONGEST_SECONDS));
    }

    public Duration time() {
        return Duration.ofSeconds(seconds);
    }

    /** Returns true if there is no reason to wait. */
    public boolean isOver() {
        return seconds == 0 || execution.status().state().isTerminal();
    }

    /**
     * Begins to wait.
     *
     * @param released runs when the execution has ended, or when it cannot end for now because its service stops;
     *     possibly before this method returns. Must not block
     * @return ends the wait
     */
    public Runnable begin(Runnable released) {
        return service.onEnd(execution, released);
    }

    /** Returns the response with the header that shows that the preference was honored. */
    public HttpResponse applied(HttpResponse response) {
        return response.status() == 200 ? response.withHeader(APPLIED, "wait=" + seconds) : response;
    }
}
