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
package io.mlbatch.client.waiting;

/**
 * One poll of a wait.
 *
 * @param timer ends the wait at its limit, or {@code null}
 * @param sentMillis when the request was sent
 * @param arrived the long poll whose response is read; {@code null} for an ordinary poll
 * @param refused true for an ordinary poll in place of a long one
 */
record PollAttempt(Timers.Timer timer, long sentMillis, LongPoll arrived, boolean refused) {

    PollAttempt with(LongPoll longPoll) {
        return new PollAttempt(timer, sentMillis, longPoll, false);
    }

    PollAttempt withoutLongPoll() {
        return new PollAttempt(timer, sentMillis, null, true);
    }

    /** Returns whether the server held its response; {@code null} if it was not asked to. */
    Boolean held() {
        return arrived == null ? refused ? false : null : (Boolean) arrived.isApplied();
    }

    void end() {
        if (timer != null) {
            timer.cancel();
        }
        if (arrived != null) {
            arrived.cancel();
        }
    }
}
