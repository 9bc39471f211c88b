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
package io.mlbatch.service.store;

/**
 * Consecutive records of an execution that a lane of a cluster has claimed, see {@link LaneClaims}. Its results are
 * dropped once another claim of the lane has taken the records over, or the execution was deleted. Thread-safe.
 */
public interface Window extends Computation {

    /** Returns the number of the execution, as {@link LaneClaims#claim} expects it. */
    long executionNo();

    int lane();

    /**
     * Runs an action once all results that were passed to {@link #complete} so far are stored or dropped: at once if
     * that is so already, otherwise on a thread of the store. The action must return quickly and must not throw.
     */
    void whenStored(Runnable action);

    /** Returns true once the window is lost: the lane was claimed again, or the execution was deleted. */
    boolean isLost();

    /**
     * Runs an action once the window is lost: at once if that is so already, otherwise on a thread of the store. The
     * action must return quickly and must not throw. Runs at the latest when a result is stored, and after a deletion
     * within a second.
     */
    void onLost(Runnable action);
}
