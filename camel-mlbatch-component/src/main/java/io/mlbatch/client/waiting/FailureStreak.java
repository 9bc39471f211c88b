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

import io.mlbatch.client.MlbatchException;

/** Failed polls of one kind that followed each other. */
final class FailureStreak {

    private PollFailure kind;
    private int length;

    /** Counts a failed poll, which starts a new streak if it is of another kind than the last one. */
    PollFailure add(MlbatchException failure) {
        PollFailure added = PollFailure.of(failure);
        length = added == kind ? length + 1 : 1;
        kind = added;
        return added;
    }

    /** Ends the streak, after a poll that succeeded. */
    void end() {
        kind = null;
    }

    boolean endsWait() {
        return kind.endsWait(length);
    }
}
